// The fields that tell an app about a call, by Twilio's names.
import type { PhoneCall } from '../call.ts';
import type { CallParams } from './webhooks.ts';

/** What every request about a call carries. */
export function callParams(call: PhoneCall): CallParams {
  return {
    CallSid: call.sid,
    AccountSid: call.accountSid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: call.status(),
    ApiVersion: '2010-04-01',
    Direction: call.direction,
  };
}

/** Seconds between answer and end, as Twilio counts them: begun ones whole. */
export function durationS(call: PhoneCall): number {
  const { answeredAt, endedAt } = call.times;
  if (answeredAt === undefined || endedAt === undefined) return 0;
  return Math.ceil((endedAt.getTime() - answeredAt.getTime()) / 1_000);
}
