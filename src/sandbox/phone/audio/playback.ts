// What a call plays into the caller's ear: audio in the order it came, marks when what came before them was heard.
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../audio/frames.ts';

/** A stretch of silence with audio before and after it: where the other side paused, or was late. All in ms of play. */
export type Pause = { atMs: number; lengthMs: number };

type Item = { audio: Uint8Array; from: number } | { mark: string };

/** Enough to look at; a long call must not fill the memory. */
const PAUSES_KEPT = 1_000;

/** Pure: the caller of `next` is the clock. */
export function createPlayback() {
  let items: Item[] = [];
  let first = 0;
  /** Marks whose audio is in the frame that is being played now. */
  let passed: string[] = [];
  let bufferedBytes = 0;
  let frames = 0;
  /** The frame with which the audio ran out, while it has not gone on. */
  let dryAt: number | undefined;
  const pauses: Pause[] = [];

  function noteGoingOn(): void {
    if (dryAt === undefined || frames === dryAt) return;
    if (pauses.length < PAUSES_KEPT) pauses.push({ atMs: dryAt * FRAME_MS, lengthMs: (frames - dryAt) * FRAME_MS });
    dryAt = undefined;
  }

  /** Copies audio until the frame is full or nothing is left; notes the marks it comes past. */
  function fill(frame: Uint8Array): number {
    let filled = 0;
    for (let item = items[first]; item !== undefined; item = items[first]) {
      if ('mark' in item) {
        passed.push(item.mark);
      } else {
        const length = Math.min(frame.length - filled, item.audio.length - item.from);
        frame.set(item.audio.subarray(item.from, item.from + length), filled);
        filled += length;
        item.from += length;
        if (item.from < item.audio.length) break;
      }
      first += 1;
    }
    bufferedBytes -= filled;
    if (first === items.length) {
      items = [];
      first = 0;
    }
    return filled;
  }

  return {
    /** Audio (mu-law, any length) to be played after all that came before. */
    add(audio: Uint8Array): void {
      if (audio.length === 0) return;
      bufferedBytes += audio.length;
      items.push({ audio, from: 0 });
    },

    /** A mark after all that came before; with nothing buffered it is due with the next frame. */
    mark(name: string): void {
      items.push({ mark: name });
    },

    /** Empties the buffer. Returns the marks that were in it: they are sent back all the same. */
    clear(): string[] {
      const waiting = items.slice(first).flatMap((item) => ('mark' in item ? [item.mark] : []));
      const names = [...passed, ...waiting];
      passed = [];
      items = [];
      first = 0;
      bufferedBytes = 0;
      return names;
    },

    /** The next 20 ms go into `frame`, silence where there is no audio. Returns the marks of what was played before. */
    next(frame: Uint8Array): string[] {
      const played = passed;
      passed = [];
      // A mark at the head has nothing before it that was not played.
      for (let item = items[first]; item !== undefined && 'mark' in item; item = items[first]) {
        played.push(item.mark);
        first += 1;
      }
      const had = bufferedBytes > 0;
      const filled = fill(frame);
      if (had) noteGoingOn();
      if (filled < frame.length) frame.fill(SILENCE, filled);
      frames += 1;
      if (had && bufferedBytes === 0) dryAt = frames;
      return played;
    },

    /** How much is still to be played, in ms. */
    bufferedMs: () => (bufferedBytes / FRAME_BYTES) * FRAME_MS,

    /** How long it has been playing, silence included, in ms. */
    playedMs: () => frames * FRAME_MS,

    pauses: (): readonly Pause[] => pauses,
  };
}
