// A sandbox phone whose one number leads to a test's answering server.

import twilio from 'twilio';
import { onTestFinished } from 'vitest';
import type { PhoneCall } from '../../../src/sandbox/phone/call.ts';
import type { CallEvent, Happening } from '../../../src/sandbox/phone/events.ts';
import { type PhoneSandboxOptions, startPhoneSandbox } from '../../../src/sandbox/phone.ts';
import { until } from '../../support/until.ts';
import { ACCOUNT_SID, AUTH_TOKEN } from './answering-server.ts';

export const OUR_NUMBER = '+97233000001';
export const CALLER = '+972501234567';

export async function connectedPhone(appUrl: string, options: Partial<PhoneSandboxOptions> = {}) {
  const phone = await startPhoneSandbox({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    numbers: {
      [OUR_NUMBER]: {
        voiceUrl: `${appUrl}/voice`,
        voiceFallbackUrl: `${appUrl}/fallback`,
        statusCallback: `${appUrl}/status`,
      },
    },
    callbackLatencyMs: [0, 0],
    recordingLatencyMs: 20,
    ringMs: 20,
    ...options,
  });
  onTestFinished(phone.close);
  return phone;
}

/** Twilio's own client, led to the sandbox. */
export function restClient(url: string, authToken = AUTH_TOKEN) {
  const client = twilio(ACCOUNT_SID, authToken);
  client.api.baseUrl = url;
  return client;
}

/** Resolves when the call is over and all of it was noted. */
export async function over(call: PhoneCall): Promise<void> {
  await until('the end of the call', async () => call.isFinal());
}

/** What of one kind happened, in order. */
export function noted<Kind extends Happening['kind']>(call: PhoneCall, kind: Kind) {
  return call.journal.events.filter((event): event is CallEvent & { kind: Kind } => event.kind === kind);
}
