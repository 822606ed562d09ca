// Whether a voice stands out: from what the line carries anyway (people in the background, a radio), and from our own words
// that come back as an echo. Pure; levels in dB below full scale.
import { levelOf } from '../audio/mulaw.ts';

/** 256 ms in windows of 32 ms: as long as a voice must last to mean something. */
const VOICE_WINDOWS = 8;
/** 3 s: the background is what is there also in the pauses of whoever speaks. */
const LINE_WINDOWS = 94;
/** So much of the time it is no louder than the background: a quarter. */
const BACKGROUND_SHARE = 0.25;
/** Voices in the background go up and down by less than this. */
const ABOVE_BACKGROUND_DB = 8;
/** A telephone's echo is weaker than this, and most callers are louder. */
const BELOW_OURS_DB = 12;
/** Echoes come back within half a second of being heard, and we send 200 ms ahead. */
const ECHO_MS = 700;
/** Pieces of ours are of 20 ms or more: so many are looked through for old ones. */
const MOST_KEPT = 100;

export function createForeground() {
  let line: number[] = [];
  let ours: { audio: Uint8Array; at: number }[] = [];

  return {
    /** The next 32 ms of the caller's line. */
    heard(audio: Uint8Array): void {
      line.push(levelOf(audio));
      if (line.length >= 2 * LINE_WINDOWS) line = line.slice(-LINE_WINDOWS);
    },

    /** Audio of ours went out (ms). */
    sent(audio: Uint8Array, at: number): void {
      ours.push({ audio, at });
      if (ours.length > MOST_KEPT) ours = ours.filter((one) => at - one.at <= ECHO_MS);
    },

    /** Whether the last quarter of a second is more than background and echo. @param now ms */
    standsOut(now: number): boolean {
      const recent = line.slice(-LINE_WINDOWS);
      const voice = mean(recent.slice(-VOICE_WINDOWS));
      const sorted = recent.toSorted((one, other) => one - other);
      const background = sorted[Math.floor(sorted.length * BACKGROUND_SHARE)] ?? Number.NEGATIVE_INFINITY;
      const echo = Math.max(...ours.filter(({ at }) => now - at <= ECHO_MS).map(({ audio }) => levelOf(audio)));
      // A voice that has been there from the beginning is the background, as far as one can tell.
      return voice >= background + ABOVE_BACKGROUND_DB && voice >= echo - BELOW_OURS_DB;
    },
  };
}

function mean(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0) / Math.max(1, levels.length);
}
