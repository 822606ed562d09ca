// One Recognize call: audio of less than a minute, answered whole.
import type { protos } from '@google-cloud/speech';
import { status } from '@grpc/grpc-js';
import { BYTES_PER_MS } from '../audio/frames.ts';
import type { PhraseBook } from '../matcher/phrases.ts';
import { createRecognition } from './recognition.ts';
import type { SpeechSettings } from './settings.ts';
import { responseOf } from './stream.ts';
import { SpeechError, type StreamConfig } from './stream-config.ts';

type Response = protos.google.cloud.speech.v1.IRecognizeResponse;

const LONGEST_MS = 60_000;
const CHUNK_BYTES = 800;

/** @throws SpeechError when it is too long, or no mu-law */
export function recognizeAudio(
  audio: Uint8Array,
  config: StreamConfig,
  { book, settings }: { book: PhraseBook; settings: () => SpeechSettings },
): Response {
  if (audio.length / BYTES_PER_MS > LONGEST_MS) {
    throw new SpeechError(
      status.INVALID_ARGUMENT,
      "Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.",
    );
  }
  if (config.encoding !== 'mulaw') throw new SpeechError(status.UNIMPLEMENTED, 'The sandbox recognizes MULAW at once.');
  const recognition = createRecognition(book, () => settings().endpointSilenceMs);
  const heard = [];
  for (let at = 0; at < audio.length; at += CHUNK_BYTES)
    heard.push(recognition.hear(audio.subarray(at, at + CHUNK_BYTES)));
  heard.push(recognition.finish());
  const results = heard.flatMap((recognized) =>
    recognized?.kind === 'final' ? (responseOf(recognized, config).results ?? []) : [],
  );
  return {
    results: results.map((result) => ({
      alternatives: result.alternatives ?? null,
      resultEndTime: result.resultEndTime ?? null,
      languageCode: result.languageCode ?? null,
    })),
  };
}
