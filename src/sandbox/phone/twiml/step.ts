// Where a call goes next: a TwiML document to fetch or to follow, or its end.
import type { CallParams, Method } from '../twilio/webhooks.ts';

export type Step =
  | { kind: 'fetch'; url: string; method: Method; params: CallParams; fallbackUrl?: string | undefined }
  | { kind: 'follow'; twiml: string; baseUrl: string }
  | { kind: 'hang-up' };
