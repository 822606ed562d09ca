// Telephone audio as Twilio carries it: mu-law at 8 kHz, one byte a sample, in frames of 20 ms.

export const FRAME_MS = 20;
export const FRAME_BYTES = 160;
export const BYTES_PER_MS = 8;

/** Mu-law has two zeros: this one is what encoders write for silence. */
export const SILENCE = 0xff;

/** Cuts audio that comes in chunks of any length into whole frames: an incomplete frame would be heard as a click. */
export function createFramer() {
  let rest: Uint8Array = new Uint8Array();

  return {
    /** The frames that are complete with this chunk. They may share memory with it. */
    push(chunk: Uint8Array): Uint8Array[] {
      const audio = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = Math.floor(audio.length / FRAME_BYTES);
      rest = audio.slice(whole * FRAME_BYTES);
      return Array.from({ length: whole }, (_, index) =>
        audio.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES),
      );
    },

    /** What is left, filled up with silence; nothing when nothing is left. */
    end(): Uint8Array[] {
      if (rest.length === 0) return [];
      const last = new Uint8Array(FRAME_BYTES).fill(SILENCE);
      last.set(rest);
      rest = new Uint8Array();
      return [last];
    },
  };
}
