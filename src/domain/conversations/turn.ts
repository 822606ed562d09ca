// Whose turn it is: what the assistant may answer now, what it waits for, what it leaves to a person. Pure.
import type { Attention } from './attention.ts';

/** An inbound message without an answer. All times in ms since the epoch. */
export interface WaitingMessage {
  id: string;
  seq: number;
  ready: boolean;
  /** Provider's time: the order a customer wrote in. */
  sentAt: number;
  /** When it reached us. */
  storedAt: number;
}

/** Who has the conversation, and whether the assistant may speak in it at all. */
export interface Handling {
  handledBy: 'assistant' | 'person';
  pausedUntil: number | null;
  assistantOn: boolean;
  optedOut: boolean;
}

export interface TurnView extends Handling {
  /** A message that reached us later than this after it was written is left to a person. */
  answerWithinMs: number;
  waiting: readonly WaitingMessage[];
}

export type Turn =
  | { kind: 'nothing' }
  /** An earlier message is still being prepared. */
  | { kind: 'wait'; ms: number }
  | { kind: 'leave'; messages: WaitingMessage[]; flag: Attention }
  | { kind: 'answer'; messages: WaitingMessage[] };

/** How long an earlier message may hold up later ones while its file is fetched. */
export const PREPARATION_LIMIT_MS = 30_000;

/** After this long no preparation is still at it: its file's tries are over, or somebody ended it by hand. */
export const NOT_PREPARED_AFTER_MS = 10 * 60_000;

/** Decides on the messages in the order they were written: provider's time, then our number. */
export function nextTurn(view: TurnView, now: number): Turn {
  const forgotten = view.waiting.filter(({ ready, storedAt }) => !ready && now - storedAt >= NOT_PREPARED_AFTER_MS);
  if (forgotten.length > 0) return { kind: 'leave', messages: forgotten, flag: 'not-prepared' };
  const inOrder = [...view.waiting].sort((a, b) => a.sentAt - b.sentAt || a.seq - b.seq);
  const inTime = inOrder.filter((message) => message.ready || now - message.storedAt < PREPARATION_LIMIT_MS);
  const ready = readyAhead(inTime);
  const [first] = inTime;
  if (!first) return { kind: 'nothing' };
  if (ready.length === 0) return { kind: 'wait', ms: Math.max(1, first.storedAt + PREPARATION_LIMIT_MS - now) };
  const silenced = whySilent(view, now);
  if (silenced) return { kind: 'leave', messages: ready, flag: silenced };
  const late = ready.filter((message) => message.storedAt - message.sentAt > view.answerWithinMs);
  if (late.length > 0) return { kind: 'leave', messages: late, flag: 'late' };
  return { kind: 'answer', messages: ready };
}

/** The assistant's reason to keep silent, if it has one. */
export function whySilent(view: Handling, now: number): Attention | undefined {
  if (view.handledBy === 'person') return 'handled-by-person';
  if (view.pausedUntil !== null && view.pausedUntil > now) return 'handled-by-person';
  if (!view.assistantOn) return 'assistant-off';
  if (view.optedOut) return 'opted-out';
  return undefined;
}

/** What comes after a message that is not ready belongs to a later turn. */
function readyAhead(messages: readonly WaitingMessage[]): WaitingMessage[] {
  const end = messages.findIndex((message) => !message.ready);
  return end < 0 ? [...messages] : messages.slice(0, end);
}
