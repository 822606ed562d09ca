// A recording's WAV file as telephone audio, each channel by itself.
import { mulawOfSamples } from '../mulaw.ts';
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
  const mulaw = encoding === 'mulaw' ? data : mulawOfSamples(data);
  return Array.from({ length: channels }, (_, channel) => channelOf(mulaw, channel, channels));
}

/** A plain loop: half an hour has 14 million samples, and whatever else the process does waits for them. */
function channelOf(mulaw: Uint8Array, channel: number, channels: number): Uint8Array {
  const one = new Uint8Array(Math.floor(mulaw.length / channels));
  for (let at = 0; at < one.length; at++) one[at] = mulaw[at * channels + channel] ?? 0;
  return one;
}
