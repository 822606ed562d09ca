// Samples to telephone audio.
import codec from 'alawmulaw';

/**
 * Mu-law, one byte a sample.
 * @param samples 16-bit little-endian, possibly at an odd place of a larger buffer; half a sample at the end is left out
 */
export function mulawOfSamples(samples: Buffer): Uint8Array {
  // Copied whole: sample by sample it would take milliseconds, which other calls wait for.
  const aligned = new Uint8Array(samples.subarray(0, samples.length - (samples.length % 2)));
  return codec.mulaw.encode(new Int16Array(aligned.buffer));
}
