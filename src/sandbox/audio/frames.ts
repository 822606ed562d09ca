// Telephone audio as it travels: mu-law at 8 kHz, one byte a sample, cut into frames of 20 ms.

export const SAMPLE_RATE_HZ = 8_000;
export const FRAME_MS = 20;
export const FRAME_BYTES = 160;
export const BYTES_PER_MS = 8;

/** Mu-law has two zeros: this one is what encoders write for silence. */
export const SILENCE = 0xff;

export const SILENT_FRAME: Uint8Array = new Uint8Array(FRAME_BYTES).fill(SILENCE);

/** The audio with silence added up to a whole number of frames. */
export function wholeFrames(audio: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(audio.length / FRAME_BYTES) * FRAME_BYTES).fill(SILENCE);
  padded.set(audio);
  return padded;
}

/** Whether a mu-law byte is louder than what a quiet line carries (about 1 % of full scale). */
export function isLoud(sample: number): boolean {
  // The seven bits of magnitude are inverted: 0x7f is silence, 0x00 is the loudest.
  return (~sample & 0x7f) >= LOUD_MAGNITUDE;
}

/** In steps of the mu-law scale, of which there are 128. */
const LOUD_MAGNITUDE = 32;
