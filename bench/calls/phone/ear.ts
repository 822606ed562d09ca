// What one caller hears of a stream: audio in the order it came, played at its own pace. Pure; times in ms on one clock.
import { AHEAD_MS, LUMP_MS } from '../../../src/calls/audio/pacer.ts';
import { BYTES_PER_MS } from '../../../src/sandbox/audio/frames.ts';

export interface Heard {
  /** The first audio since the caller spoke, or since `clear`. */
  isFirst: boolean;
  /** It came when nothing was left to play, in the middle of what was being said. */
  isUnderrun: boolean;
  /** How long after the moment at which the pacer means to send it. */
  lateMs: number;
}

/** Frames are sent when so much of what was sent before is left to be played. */
const SENT_AT_MS = AHEAD_MS - LUMP_MS;

export type Ear = ReturnType<typeof createEar>;

/** @param isOpening whether a payload (base64) is the beginning of something that is said */
export function createEar(isOpening: (payload: string) => boolean) {
  let playsUntil = Number.NEGATIVE_INFINITY;
  /** What is being said: since when it is heard, and how much of it came. */
  let saying: { since: number; ms: number } | undefined;
  let wasCleared = false;
  let marks: { name: string; playedAt: number }[] = [];

  return {
    /** Audio came (mu-law, base64). */
    hear(payload: string, at: number): Heard {
      const isFirst = saying === undefined;
      const isDry = playsUntil <= at;
      // What was cleared may be taken up anywhere.
      const isUnderrun = isDry && (isFirst ? !wasCleared && !isOpening(payload) : true);
      saying ??= { since: at, ms: 0 };
      const dueAt = saying.since + Math.max(0, saying.ms - SENT_AT_MS);
      const ms = Buffer.byteLength(payload, 'base64') / BYTES_PER_MS;
      saying.ms += ms;
      playsUntil = Math.max(playsUntil, at) + ms;
      wasCleared = false;
      return { isFirst, isUnderrun, lateMs: Math.max(0, at - dueAt) };
    },

    mark(name: string, at: number): void {
      marks.push({ name, playedAt: Math.max(playsUntil, at) });
    },

    /** Nothing more is played. @returns the marks that wait: Twilio sends them back all the same */
    clear(at: number): string[] {
      playsUntil = Math.min(playsUntil, at);
      saying = undefined;
      wasCleared = true;
      return marks.splice(0).map(({ name }) => name);
    },

    /** The caller begins to speak after what was said: what is heard next is something else. */
    forget(): void {
      saying = undefined;
    },

    /** The marks whose audio has been played. */
    passed(now: number): string[] {
      const waiting = marks.findIndex(({ playedAt }) => playedAt > now);
      const passed = waiting === -1 ? marks : marks.slice(0, waiting);
      marks = waiting === -1 ? [] : marks.slice(waiting);
      return passed.map(({ name }) => name);
    },

    /** When all that came will have been played. */
    playsUntil: (): number => playsUntil,
  };
}
