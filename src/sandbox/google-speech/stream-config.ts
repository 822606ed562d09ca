// The first message of a stream: what Google would refuse is refused, and so is what this sandbox cannot do.

import { protos } from '@google-cloud/speech';
import { status } from '@grpc/grpc-js';
import { SAMPLE_RATE_HZ } from '../audio/frames.ts';

const { AudioEncoding } = protos.google.cloud.speech.v1.RecognitionConfig;

/** What was asked for, as far as the sandbox acts on it. */
export type StreamConfig = {
  encoding: 'mulaw' | 'linear16';
  languageCode: string;
  model: string;
  interimResults: boolean;
  wordTimes: boolean;
  /** Whether a transcript keeps the punctuation its words were registered with. */
  punctuation: boolean;
};

/** An answer with a gRPC error. */
export class SpeechError extends Error {
  override name = 'SpeechError';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws SpeechError INVALID_ARGUMENT or UNIMPLEMENTED, saying what is wrong */
export function readStreamConfig(asked: protos.google.cloud.speech.v1.IStreamingRecognitionConfig): StreamConfig {
  const { config } = asked;
  if (config == null) throw invalid('RecognitionConfig is required.');
  if (!config.languageCode) throw invalid('Invalid recognition config: language_code is required.');
  if (config.sampleRateHertz !== SAMPLE_RATE_HZ) throw unknown('a sample rate other than 8000 Hz');
  if ((config.audioChannelCount ?? 0) > 1) throw unknown('more than one channel');
  if (asked.singleUtterance) throw unknown('single_utterance');
  if (asked.enableVoiceActivityEvents) throw unknown('voice activity events');
  const model = config.model || 'default';
  if (model === 'phone_call' && isHebrew(config.languageCode)) {
    throw invalid(`Invalid recognition config: The phone_call model is currently not supported for language : iw-IL.`);
  }
  return {
    encoding: encodingOf(config.encoding),
    languageCode: config.languageCode,
    model,
    interimResults: asked.interimResults ?? false,
    wordTimes: config.enableWordTimeOffsets ?? false,
    punctuation: config.enableAutomaticPunctuation ?? false,
  };
}

/** The same language, whatever the country; Google calls Hebrew `iw`. */
export function isSameLanguage(one: string, other: string): boolean {
  return primary(one) === primary(other);
}

function isHebrew(languageCode: string): boolean {
  return primary(languageCode) === 'he';
}

function primary(languageCode: string): string {
  const [language = ''] = languageCode.toLowerCase().split('-');
  return language === 'iw' ? 'he' : language;
}

function encodingOf(encoding: protos.google.cloud.speech.v1.IRecognitionConfig['encoding']): StreamConfig['encoding'] {
  if (encoding === AudioEncoding.MULAW || encoding === 'MULAW') return 'mulaw';
  if (encoding === AudioEncoding.LINEAR16 || encoding === 'LINEAR16') return 'linear16';
  throw unknown('an encoding other than MULAW and LINEAR16');
}

function invalid(message: string): SpeechError {
  return new SpeechError(status.INVALID_ARGUMENT, message);
}

function unknown(what: string): SpeechError {
  return new SpeechError(status.UNIMPLEMENTED, `The sandbox does not do ${what}.`);
}
