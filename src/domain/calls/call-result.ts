// What became of a call, in one word.

/**
 * - `talked`: the caller said something and was answered
 * - `message`: they left a message
 * - `no-talk`: the assistant was there and the caller said nothing
 * - `turned-away`: there was no room, and they left no message
 * - `unanswered`: it ended before anything could be heard
 */
export const CALL_RESULTS = ['talked', 'message', 'no-talk', 'turned-away', 'unanswered'] as const;

export type CallResult = (typeof CALL_RESULTS)[number];

/**
 * - `admitted`: it has, or had, a place
 * - `full`: all places were taken; the caller was asked to leave a message
 * - `not-asked`: we first heard of it when it was under way: its first request was overtaken, or found no database
 */
export type Admission = 'admitted' | 'full' | 'not-asked';

/** What the result is decided by. */
export interface CallOutcome {
  admission: Admission;
  hadStream: boolean;
  /** Turns in which the caller said something. */
  callersTurns: number;
  hasMessage: boolean;
}

export function resultOf({ admission, hadStream, callersTurns, hasMessage }: CallOutcome): CallResult {
  if (callersTurns > 0) return 'talked';
  if (hasMessage) return 'message';
  if (hadStream) return 'no-talk';
  return admission === 'full' ? 'turned-away' : 'unanswered';
}
