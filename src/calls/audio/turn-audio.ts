// The audio of one turn of ours, in one stretch of memory that is used again for the next: a typed array for each frame
// would be a thousand a second at a hundred calls, each alive just long enough to be dear to the garbage collector.
import { BYTES_PER_MS, FRAME_BYTES, FRAME_MS, SILENCE } from './frames.ts';

/** Ten seconds: most turns fit. */
const FIRST_BYTES = 10_000 * BYTES_PER_MS;

/** Audio in chunks of any length becomes whole frames: an incomplete one would be heard as a click. */
export function createTurnAudio() {
  let bytes = new Uint8Array(FIRST_BYTES);
  let length = 0;

  function makeRoom(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(2 * (length + more));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  }

  const wholeFrames = (): number => Math.floor(length / FRAME_BYTES);

  function add(audio: Uint8Array): number {
    const before = wholeFrames();
    makeRoom(audio.length);
    bytes.set(audio, length);
    length += audio.length;
    return (wholeFrames() - before) * FRAME_MS;
  }

  return {
    /** A new turn: there is nothing yet. */
    clear(): void {
      length = 0;
    },

    /** More audio (mu-law). @returns how many ms became whole frames with it */
    add,

    /** A sentence ends: an incomplete frame is filled up with silence. @returns as `add` */
    endSentence: (): number =>
      add(new Uint8Array(Math.ceil(length / FRAME_BYTES) * FRAME_BYTES - length).fill(SILENCE)),

    /** A sentence broke off: what is no whole frame is not heard. */
    breakOff(): void {
      length = wholeFrames() * FRAME_BYTES;
    },

    /** How much there is in whole frames. */
    ms: (): number => wholeFrames() * FRAME_MS,

    /** To be used at once: its memory changes with the next turn. */
    between: (fromMs: number, toMs: number): Uint8Array => bytes.subarray(fromMs * BYTES_PER_MS, toMs * BYTES_PER_MS),
  };
}
