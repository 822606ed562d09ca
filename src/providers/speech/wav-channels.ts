// A recording's WAV file as telephone audio, each channel by itself.
import codec from 'alawmulaw';
import { readWavHeader } from '../tts/wav-header.ts';

const SAMPLE_RATE_HZ = 8_000;

/**
 * @returns mu-law at 8 kHz, one for each channel
 * @throws Error when it is no WAV file at 8 kHz with samples of PCM 16 or mu-law
 */
export function channelsOfWav(file: Buffer): Uint8Array[] {
  const header = readWavHeader(file);
  if (header?.sampleRateHz !== SAMPLE_RATE_HZ) throw new Error('The recording is no WAV file at 8 kHz.');
  const { encoding, channels, dataAt, dataBytes = file.length } = header;
  const data = file.subarray(dataAt, dataAt + dataBytes);
  const mulaw = encoding === 'mulaw' ? data : encoded(data);
  return Array.from({ length: channels }, (_, channel) =>
    Uint8Array.from({ length: Math.floor(mulaw.length / channels) }, (_, at) => mulaw[at * channels + channel] ?? 0),
  );
}

/** @param samples 16-bit little-endian, possibly at an odd place of a larger buffer */
function encoded(samples: Buffer): Uint8Array {
  const aligned = Uint8Array.from(samples.subarray(0, samples.length - (samples.length % 2)));
  return codec.mulaw.encode(new Int16Array(aligned.buffer));
}
