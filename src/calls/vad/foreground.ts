// Whether a voice stands out: from what the line carries anyway (people in the background, a radio), and from our own words
// that come back as an echo. Pure; levels in dB below full scale.
import { levelOf } from '../audio/mulaw.ts';

/** 192 ms in windows of 32 ms: as long as a voice must last to mean something. */
const VOICE_WINDOWS = 6;
/** Half of it is louder: a mean would fall with a single stop inside a word. */
const VOICE_SHARE = 0.5;
/** 3 s: the background is what is there also in the pauses of whoever speaks. */
const LINE_WINDOWS = 94;
/** So much of the time it is no louder than the background: a quarter. */
const BACKGROUND_SHARE = 0.25;
/** A quarter of a second that is quiet is more of the 3 s than this. */
const PAUSE_SHARE = 0.05;
/** Voices in the background go up and down by less than this. */
const ABOVE_BACKGROUND_DB = 8;
/** An echo on a telephone line is 20 dB weaker than we are or more, and never louder than that at any place. */
const BELOW_OURS_DB = 16;
/** Echoes come back within half a second of being heard, and we send 200 ms ahead. */
const ECHO_MS = 700;
/** Pieces of ours are of 40 ms, mostly: so many are looked through for old ones. */
const MOST_KEPT = 100;

export function createForeground() {
  /** The level of each window, and when its audio had come (ms). */
  let levels: number[] = [];
  let times: number[] = [];
  let ours: { level: number; at: number }[] = [];

  return {
    /** The next 32 ms of the caller's line. @param at when it had come (ms) */
    heard(audio: Uint8Array, at: number): void {
      levels.push(levelOf(audio));
      times.push(at);
      if (levels.length < 2 * LINE_WINDOWS) return;
      levels = levels.slice(-LINE_WINDOWS);
      times = times.slice(-LINE_WINDOWS);
    },

    /** Audio of ours went out (ms). */
    sent(audio: Uint8Array, at: number): void {
      ours.push({ level: levelOf(audio), at });
      if (ours.length > MOST_KEPT) ours = ours.filter((one) => at - one.at <= ECHO_MS);
    },

    /** Whether the last windows are more than background and echo. @param now ms */
    standsOut(now: number): boolean {
      const recent = levels.slice(-LINE_WINDOWS);
      const voice = recent.slice(-VOICE_WINDOWS);
      const echo = Math.max(...ours.filter(({ at }) => now - at <= ECHO_MS).map(({ level }) => level)) - BELOW_OURS_DB;
      // A voice that has been there from the beginning is the background, as far as one can tell.
      const background = quantile(recent, BACKGROUND_SHARE) + ABOVE_BACKGROUND_DB;
      return quantile(voice, VOICE_SHARE) >= background && Math.max(...voice) >= echo;
    },

    /** When the last window came that is more than the pause after it (ms); infinite where loudness tells nothing. */
    lastLoudAt(): number {
      const pause = quantile(levels.slice(-LINE_WINDOWS), PAUSE_SHARE) + ABOVE_BACKGROUND_DB;
      return times[levels.findLastIndex((level) => level >= pause)] ?? Number.POSITIVE_INFINITY;
    },
  };
}

/** So much of them is quieter. */
function quantile(levels: readonly number[], share: number): number {
  const sorted = levels.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NEGATIVE_INFINITY;
}
