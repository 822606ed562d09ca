// Whether somebody answers, by the last four digits of the number that is called: the table tests choose from.
import { setTimeout as delay } from 'node:timers/promises';
import type { PhoneCall } from '../call.ts';

export type Answer = 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled';

/** Documented for people in the README beside the sandbox: keep the two together. */
const ANSWERS: Readonly<Record<string, Answer>> = { '0001': 'busy', '0002': 'no-answer', '0003': 'failed' };

/** Rings until somebody answers, nobody does within the call's timeout, or the app cancels. */
export async function answerOf(
  call: PhoneCall,
  { ringMs, timeoutMs }: { ringMs: number; timeoutMs: number },
): Promise<Answer> {
  const answer = ANSWERS[call.to.slice(-4)] ?? 'answered';
  const waitMs = answer === 'no-answer' ? timeoutMs : Math.min(ringMs, timeoutMs);
  try {
    await delay(waitMs, undefined, { signal: call.over });
  } catch (error) {
    if (!call.over.aborted) throw error;
    return 'canceled';
  }
  return answer;
}
