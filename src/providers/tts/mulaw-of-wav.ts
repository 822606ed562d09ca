// A WAV file that is still arriving, as telephone audio.
import codec from 'alawmulaw';
import { mulawOfSamples } from '../mulaw.ts';
import { borrowResampler, type Resampler } from './resampler.ts';
import { VoiceFailed } from './text-to-speech.ts';
import { readWavHeader, type WavHeader } from './wav-header.ts';

const SAMPLE_RATE_HZ = 8_000;
/** Before the samples there may be a title and an author, but no book. */
const LONGEST_HEADER_BYTES = 64 * 1024;

/**
 * Audio as its bytes come. What is mu-law at 8 kHz already passes byte for byte.
 * @throws VoiceFailed `not-audio`, or `cut-short` when there are fewer samples than the header promised
 */
export async function* mulawOfWav(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const samples = samplesOf(file);
  const first = await samples.next();
  if (first.done) throw new VoiceFailed('not-audio', 'There was no audio.');
  const { header } = first.value;
  if (header.encoding === 'mulaw' && header.sampleRateHz === SAMPLE_RATE_HZ) {
    yield first.value.bytes;
    for await (const { bytes } of samples) yield bytes;
    return;
  }
  const resampler = header.sampleRateHz === SAMPLE_RATE_HZ ? undefined : await borrowResampler(header.sampleRateHz);
  try {
    const convert = createConverter(header, resampler);
    yield convert(first.value.bytes);
    for await (const { bytes } of samples) yield convert(bytes);
    if (resampler !== undefined) yield mulawOfSamples(resampler.end());
  } finally {
    resampler?.release();
  }
}

/** The samples alone: neither the header, nor what may follow them. */
async function* samplesOf(file: AsyncIterable<Uint8Array>) {
  let head = Buffer.alloc(0);
  let header: WavHeader | undefined;
  let missing = Number.POSITIVE_INFINITY;
  for await (const chunk of file) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (header === undefined) {
      head = Buffer.concat([head, bytes]);
      header = readWavHeader(head);
      if (header === undefined && head.length > LONGEST_HEADER_BYTES) break;
      if (header === undefined) continue;
      if (header.channels !== 1)
        throw new VoiceFailed('not-audio', `WAV of ${header.channels} channels cannot be played.`);
      bytes = head.subarray(header.dataAt);
      missing = header.dataBytes ?? missing;
    }
    bytes = bytes.subarray(0, missing);
    missing -= bytes.length;
    if (bytes.length > 0) yield { header, bytes };
  }
  if (header === undefined && head.length > 0) throw new VoiceFailed('not-audio', 'The WAV file has no samples.');
  if (Number.isFinite(missing) && missing > 0) throw new VoiceFailed('cut-short', `${missing} bytes are missing.`);
}

/** Samples may be cut in two between two pieces. */
function createConverter({ encoding }: WavHeader, resampler: Resampler | undefined) {
  let rest = Buffer.alloc(0);
  return (bytes: Buffer): Uint8Array => {
    if (encoding === 'mulaw') {
      const samples = Buffer.from(codec.mulaw.decode(bytes).buffer);
      return mulawOfSamples(resampler?.push(samples) ?? samples);
    }
    const all = Buffer.concat([rest, bytes]);
    const whole = all.length - (all.length % 2);
    rest = all.subarray(whole);
    const samples = all.subarray(0, whole);
    return mulawOfSamples(resampler?.push(samples) ?? samples);
  };
}
