// WAV files in and out: what a person brings to the phone, and what a recording is fetched as.
import wavefile from 'wavefile';
import { SAMPLE_RATE_HZ } from './frames.ts';

/**
 * A WAV file of any rate, depth and number of channels as telephone audio; of several channels the first is taken.
 * @returns mu-law at 8 kHz
 * @throws Error when the bytes are no WAV file
 */
export function mulawOfWav(bytes: Uint8Array): Uint8Array {
  const file = new wavefile.WaveFile(bytes);
  if (file.bitDepth === '8m') file.fromMuLaw();
  if (file.bitDepth === '8a') file.fromALaw();
  file.toBitDepth('16');
  file.toSampleRate(SAMPLE_RATE_HZ);
  file.toMuLaw();
  const samples: unknown = file.getSamples(false, Uint8Array);
  const first = Array.isArray(samples) ? samples[0] : samples;
  if (!(first instanceof Uint8Array)) throw new Error('The WAV file has no samples.');
  return first;
}

/** One channel of mu-law at 8 kHz for each track, all equally long, as a WAV file. */
export function wavOfMulaw(tracks: readonly Uint8Array[]): Uint8Array {
  const file = new wavefile.WaveFile();
  file.fromScratch(tracks.length, SAMPLE_RATE_HZ, '8m', tracks.length === 1 ? [...tracks] : tracks);
  return file.toBuffer();
}
