// WAV files in and out: what a person brings to the phone, and what a recording is fetched as.

import wavefile from 'wavefile';
import { z } from 'zod';
import { SAMPLE_RATE_HZ } from './frames.ts';
import { mulaw } from './mulaw.ts';

const format = z.object({ sampleRate: z.number() });

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
  // Resampling filters, also from a rate to itself: what has the right rate keeps its bytes.
  if (format.parse(file.fmt).sampleRate !== SAMPLE_RATE_HZ) file.toSampleRate(SAMPLE_RATE_HZ);
  file.toMuLaw();
  const samples: unknown = file.getSamples(false, Uint8Array);
  const first = Array.isArray(samples) ? samples[0] : samples;
  if (!(first instanceof Uint8Array)) throw new Error('The WAV file has no samples.');
  return first;
}

/**
 * Sides of a conversation (mu-law at 8 kHz, equally long) as a WAV file.
 * @param channels 1: all sides mixed; else a channel for each
 */
export function wavOfMulaw(sides: readonly Uint8Array[], channels: number): Uint8Array {
  const tracks = channels === 1 ? [mixed(sides)] : sides;
  const file = new wavefile.WaveFile();
  file.fromScratch(tracks.length, SAMPLE_RATE_HZ, '8m', tracks.length === 1 ? (tracks[0] ?? []) : [...tracks]);
  return file.toBuffer();
}

function mixed(sides: readonly Uint8Array[]): Uint8Array {
  const decoded = sides.map((side) => mulaw.decode(side));
  const sum = (decoded[0] ?? new Int16Array()).map((_, index) =>
    Math.max(
      -32_000,
      Math.min(
        32_000,
        decoded.reduce((total, samples) => total + (samples[index] ?? 0), 0),
      ),
    ),
  );
  return mulaw.encode(sum);
}
