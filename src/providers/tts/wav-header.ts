// The beginning of a WAV file, read while the rest is still being made: WAV readers from npm want the whole file.
import { VoiceFailed } from './text-to-speech.ts';

export interface WavHeader {
  encoding: 'pcm16' | 'mulaw';
  sampleRateHz: number;
  channels: number;
  /** Where the samples begin. */
  dataAt: number;
  /** How many bytes of samples there are; undefined when it was not known when the header was written. */
  dataBytes: number | undefined;
}

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FORMAT_BYTES = 16;
const PCM = 1;
const MULAW = 7;
/** The format is named by a GUID, which begins with the number it would have had. */
const EXTENSIBLE = 0xfffe;
const GUID_AT = 24;
/** Who streams writes the greatest length there is, or nothing. */
const LONGEST_KNOWN = 0x7fff_0000;

/**
 * Reads a header of RIFF chunks up to the samples.
 * @returns undefined while more bytes are needed
 * @throws VoiceFailed `not-audio` when the bytes are no WAV file, or neither PCM 16 nor mu-law
 */
export function readWavHeader(bytes: Buffer): WavHeader | undefined {
  if (!'RIFF'.startsWith(bytes.toString('latin1', 0, 4))) throw new VoiceFailed('not-audio', 'It is not a WAV file.');
  let format: Buffer | undefined;
  let at = RIFF_HEADER_BYTES;
  while (at + CHUNK_HEADER_BYTES <= bytes.length) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + CHUNK_HEADER_BYTES;
    if (name === 'data') return headerOf(format, from, size);
    if (from + size > bytes.length) return undefined;
    if (name === 'fmt ') format = bytes.subarray(from, from + size);
    // Chunks begin at even places.
    at = from + size + (size % 2);
  }
  return undefined;
}

function headerOf(format: Buffer | undefined, dataAt: number, size: number): WavHeader {
  if (format === undefined || format.length < FORMAT_BYTES) {
    throw new VoiceFailed('not-audio', 'The WAV file does not say its format.');
  }
  const named = format.readUInt16LE(0);
  const tag = named === EXTENSIBLE && format.length > GUID_AT + 1 ? format.readUInt16LE(GUID_AT) : named;
  const [channels, sampleRateHz, bits] = [format.readUInt16LE(2), format.readUInt32LE(4), format.readUInt16LE(14)];
  const encoding = tag === PCM && bits === 16 ? 'pcm16' : tag === MULAW && bits === 8 ? 'mulaw' : undefined;
  if (encoding === undefined || channels === 0 || sampleRateHz === 0) {
    throw new VoiceFailed('not-audio', `WAV of format ${tag}, ${bits} bits, ${channels} channels cannot be played.`);
  }
  return {
    encoding,
    sampleRateHz,
    channels,
    dataAt,
    dataBytes: size === 0 || size >= LONGEST_KNOWN ? undefined : size,
  };
}
