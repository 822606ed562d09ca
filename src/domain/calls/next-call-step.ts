// What a call's workflow does next, from the call's row and the clock. Pure: all times in ms, instants as Dates.
import { type CallFacts, isOver } from './call-facts.ts';
import type { Admission } from './call-result.ts';

/** No call goes on for longer, whatever its process thinks. */
export const MAX_CALL_MS = 30 * 60_000;
/** The calls process ends a call in time, with a goodbye; only when that fails is it cut off from here. */
const CUT_OFF_GRACE_MS = 30_000;
/** A lease that ran out this long ago belongs to a process that is gone, not to one that is late. */
const ORPHAN_GRACE_MS = 15_000;
/** How long after the last news Twilio is asked, and how long after each time it was asked. */
const ASK_AFTER_MS = [15_000, 30_000, 60_000, 120_000, 300_000] as const;
/** Nothing is known for a day: what is known then has to do. */
const GIVE_UP_MS = 24 * 60 * 60_000;
/** A call that is over without its duration is asked about so often. */
const ASKS_FOR_DURATION = 4;

/** The parts of a call's row that decide. */
export interface CallRow extends CallFacts {
  fromNumber: string;
  admission: Admission;
  leaseUntil: Date | null;
  recordingConsent: 'none' | 'noticed' | 'refused';
  afterStream: 'hang-up' | 'message' | null;
  hangUpRequestedAt: Date | null;
}

/** What the workflow has done so far. */
export interface CallProgress {
  /** Its caller is known and the jobs for that were started. */
  logged: boolean;
  /** Its recording was asked for. */
  recorded: boolean;
  /** How often Twilio was asked about it, and when last (ms since the epoch). */
  asks: number;
  askedAt: number;
  /** How often it was told to end it, and when last. */
  hangUps: number;
  hungUpAt: number;
}

export type CallStep =
  /** Its data was deleted. */
  | { kind: 'gone' }
  | { kind: 'log' }
  | { kind: 'record' }
  | { kind: 'ask' }
  | { kind: 'hang-up'; why: 'requested' | 'too-long' | 'orphaned' }
  /** Nothing to do for so long, or until news comes. */
  | { kind: 'wait'; ms: number }
  | { kind: 'over'; recordings: 'expected' | 'none' };

export function nextCallStep(call: CallRow, progress: CallProgress, now: number): CallStep {
  const askIn = progress.askedAt + pause(progress.asks) - now;
  // Withheld numbers have a stand-in: an empty one was not told yet.
  if (!progress.logged && (call.fromNumber !== '' || isHopeless(call, now))) return { kind: 'log' };
  if (call.fromNumber === '' && !isHopeless(call, now)) return askOrWait(progress.asks === 0 ? 0 : askIn);
  if (isOver(call.state)) return isMissingDuration(call, progress) ? askOrWait(askIn) : over(call);
  if (isHopeless(call, now)) return over(call);

  const why = reasonToEnd(call, now);
  if (why !== undefined) {
    const againIn = progress.hangUps === 0 ? 0 : progress.hungUpAt + pause(progress.hangUps - 1) - now;
    return againIn > 0 ? wait(againIn) : { kind: 'hang-up', why };
  }
  if (isLive(call)) {
    if (call.recordingConsent === 'noticed' && !progress.recorded) return { kind: 'record' };
    return wait(Math.min(orphanedAt(call), cutOffAt(call)) - now);
  }
  const quietSince = Math.max(lastNewsAt(call), progress.askedAt);
  return askOrWait(quietSince + pause(progress.asks) - now);
}

const wait = (ms: number): CallStep => ({ kind: 'wait', ms: Math.max(ms, 1) });
const askOrWait = (ms: number): CallStep => (ms > 0 ? wait(ms) : { kind: 'ask' });
const over = (call: CallRow): CallStep => ({ kind: 'over', recordings: expectsRecording(call) ? 'expected' : 'none' });

function pause(asks: number): number {
  return ASK_AFTER_MS[Math.min(asks, ASK_AFTER_MS.length - 1)] ?? 0;
}

function isHopeless({ startedAt }: CallRow, now: number): boolean {
  return now > startedAt.getTime() + GIVE_UP_MS;
}

/** Twilio tells a duration with every end, but that callback may be the one that was lost. */
function isMissingDuration({ state, durationS }: CallRow, { asks }: CallProgress): boolean {
  return state === 'completed' && durationS === null && asks < ASKS_FOR_DURATION;
}

function reasonToEnd(call: CallRow, now: number): 'requested' | 'too-long' | 'orphaned' | undefined {
  if (call.hangUpRequestedAt !== null) return 'requested';
  if (now >= cutOffAt(call)) return 'too-long';
  return isLive(call) && now >= orphanedAt(call) ? 'orphaned' : undefined;
}

const isLive = ({ streamStartedAt, streamEndedAt }: CallRow): boolean =>
  streamStartedAt !== null && (streamEndedAt === null || streamEndedAt < streamStartedAt);
const cutOffAt = ({ startedAt }: CallRow): number => startedAt.getTime() + MAX_CALL_MS + CUT_OFF_GRACE_MS;
const orphanedAt = ({ leaseUntil, streamStartedAt, startedAt }: CallRow): number =>
  (leaseUntil ?? streamStartedAt ?? startedAt).getTime() + ORPHAN_GRACE_MS;

function lastNewsAt({ startedAt, streamStartedAt, streamEndedAt }: CallRow): number {
  return Math.max(...[startedAt, streamStartedAt, streamEndedAt].map((instant) => instant?.getTime() ?? 0));
}

/** Whoever found no assistant, or was sent on by it, was asked for a message. */
function expectsRecording({ recordingConsent, streamStartedAt, admission, afterStream }: CallRow): boolean {
  if (streamStartedAt !== null && recordingConsent === 'noticed') return true;
  return streamStartedAt === null || admission !== 'admitted' || afterStream === 'message';
}
