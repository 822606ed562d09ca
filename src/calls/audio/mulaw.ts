// Mu-law to samples, by a table made once from the codec: a hundred calls ask for 800,000 samples a second.
// The package is CommonJS in a form whose names Node cannot see.
import codec from 'alawmulaw';

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const SAMPLES = Float32Array.from(codec.mulaw.decode(BYTES), (sample) => sample / 32_768);

/** Writes the samples (-1 to 1) of mu-law audio into `target` from `offset` on. */
export function decodeInto(target: Float32Array, offset: number, audio: Uint8Array): void {
  for (let index = 0; index < audio.length; index++) target[offset + index] = SAMPLES[audio[index] ?? 0xff] ?? 0;
}

/** The square of each byte's sample, of full scale 1. */
const POWERS = SAMPLES.map((sample) => sample * sample);
/** What a silent line comes to. */
const QUIETEST_DB = -80;

/** How loud mu-law audio is: its mean power in dB below full scale, -80 for silence. */
export function levelOf(audio: Uint8Array): number {
  let power = 0;
  for (let index = 0; index < audio.length; index++) power += POWERS[audio[index] ?? 0xff] ?? 0;
  return Math.max(QUIETEST_DB, 10 * Math.log10(power / Math.max(1, audio.length)));
}
