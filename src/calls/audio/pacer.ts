// When to send which frame, pure. Twilio plays what it has at its own pace; what it holds cannot be taken back but by
// `clear`. So it gets little ahead, by times fixed from the clock: a late or early timer neither loses nor drifts.
import { FRAME_MS } from './frames.ts';
import { type Mark, markName } from './marks.ts';

/** The most that Twilio holds beyond what it has played: enough for a hiccup of ours, little to lose at a barge-in. */
export const AHEAD_MS = 200;

/** Several frames go out in one message: each message costs more than the audio in it. What Twilio holds is never less than the rest. */
export const LUMP_MS = 40;

/** One mark per 120 ms of audio, three messages: what was heard is known to a short word, for eight small messages a second. */
export const MARK_EVERY_MS = 3 * LUMP_MS;

/** All times in ms on one clock; positions in ms of our turn's audio. */
export type Pacer = {
  generation: number;
  /** The position up to which frames were sent. */
  sentMs: number;
  /** The position of the last mark. */
  markedMs: number;
  /**
   * When all that was sent will have been played, by our estimate. Marks do not correct it: what they tell of is mixed
   * with the network's delay and our own, and a correction in error would leave Twilio with too little to play.
   */
  playsUntil: number;
};

/** What to send, in this order: so many of the waiting frames, or a mark. */
export type PacerStep = { type: 'frames'; count: number } | { type: 'mark'; name: string; playsUntil: number };

/** A pacer that has sent nothing; it starts at a position of the turn's audio, also anew after a `clear`. */
export function createPacer({ generation, ms }: Mark): Pacer {
  return { generation, sentMs: ms, markedMs: ms, playsUntil: Number.NEGATIVE_INFINITY };
}

/**
 * What is due now.
 * @param waiting frames there are to send
 * @param isWhole whether they end with a sentence: the last one is then marked, so that its end is told
 */
export function planFrames(pacer: Pacer, now: number, waiting: number, isWhole: boolean): [Pacer, PacerStep[]] {
  if (waiting === 0 && !isWhole) return [pacer, []];
  const playsFrom = Math.max(pacer.playsUntil, now);
  const lumps = Math.max(0, Math.floor((AHEAD_MS - (playsFrom - now)) / LUMP_MS));
  let left = Math.min((lumps * LUMP_MS) / FRAME_MS, waiting);
  const endMs = pacer.sentMs + left * FRAME_MS;
  const endsTurn = isWhole && left === waiting;
  const steps: PacerStep[] = [];
  let { sentMs, markedMs } = pacer;
  const playsAt = (ms: number): number => playsFrom + (ms - pacer.sentMs);
  while (left > 0 || (endsTurn && markedMs < endMs)) {
    const count = Math.min(left, (markedMs + MARK_EVERY_MS - sentMs) / FRAME_MS);
    if (count > 0) steps.push({ type: 'frames', count });
    sentMs += count * FRAME_MS;
    left -= count;
    if (sentMs < markedMs + MARK_EVERY_MS && !endsTurn) break;
    markedMs = sentMs;
    const name = markName({ generation: pacer.generation, ms: sentMs });
    steps.push({ type: 'mark', name, playsUntil: playsAt(sentMs) });
  }
  if (steps.length === 0) return [pacer, steps];
  return [{ ...pacer, sentMs, markedMs, playsUntil: playsAt(sentMs) }, steps];
}
