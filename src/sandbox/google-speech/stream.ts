// One StreamingRecognize call from its first message to its end.
import type { protos } from '@google-cloud/speech';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { BYTES_PER_MS } from '../audio/frames.ts';
import { mulaw } from '../audio/mulaw.ts';
import type { PhraseBook } from '../matcher/phrases.ts';
import { createRecognition, type Recognized } from './recognition.ts';
import type { SpeechSettings, SpeechTrouble } from './settings.ts';
import { isSameLanguage, readStreamConfig, SpeechError, type StreamConfig } from './stream-config.ts';

type Request = protos.google.cloud.speech.v1.IStreamingRecognizeRequest;
type Response = protos.google.cloud.speech.v1.IStreamingRecognizeResponse;
export type SpeechCall = ServerDuplexStream<Request, Response>;

/** What became of one stream: for tests and people who ask what was sent here. */
export type StreamRecord = {
  /** ISO times. */
  startedAt: string;
  endedAt: string | undefined;
  config: StreamConfig | undefined;
  audioMs: number;
  messages: number;
  /** The longest message, in ms of audio. */
  longestMessageMs: number;
  finals: string[];
  /** `OK`, a gRPC code, or `CANCELLED` by the client. */
  outcome: string | undefined;
};

export type StreamParts = {
  book: PhraseBook;
  settings: () => SpeechSettings;
  /** The trouble that meets a stream with this config, counted as met. */
  troubleFor: (config: StreamConfig) => SpeechTrouble | undefined;
  record: StreamRecord;
};

/** Google refuses larger messages. */
const LARGEST_MESSAGE_BYTES = 25_600;

/** Serves the call until it ends; all its timers end with it. */
export function serveStream(call: SpeechCall, { book, settings, troubleFor, record }: StreamParts): void {
  const recognition = createRecognition(book, () => settings().endpointSilenceMs);
  const timers = new Set<NodeJS.Timeout>();
  let config: StreamConfig | undefined;
  let deaf = false;
  let lastDueAt = 0;

  const after = (delayMs: number, act: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, delayMs);
    timers.add(timer);
    return timer;
  };

  function close(outcome: string): boolean {
    if (record.outcome !== undefined) return false;
    record.outcome = outcome;
    record.endedAt = new Date().toISOString();
    for (const timer of timers) clearTimeout(timer);
    return true;
  }

  function fail({ code, message }: SpeechError): void {
    if (close(status[code])) call.emit('error', { code, details: message });
  }

  const limit = after(settings().streamLimitMs, () =>
    fail(new SpeechError(status.OUT_OF_RANGE, 'Exceeded maximum allowed stream duration of 305 seconds.')),
  );
  const idle = after(settings().idleLimitMs, () =>
    fail(new SpeechError(status.ABORTED, 'Stream timed out after receiving no more client requests.')),
  );

  /** Results keep their order, whatever their delays. */
  function inOrder(delayMs: number, act: () => void): void {
    lastDueAt = Math.max(lastDueAt, performance.now() + delayMs);
    after(Math.max(0, lastDueAt - performance.now()), act);
  }

  function tell(recognized: Recognized, to: StreamConfig): void {
    if (recognized.kind === 'interim' && !to.interimResults) return;
    const { interimDelayMs, finalDelayMs } = settings();
    inOrder(recognized.kind === 'final' ? finalDelayMs : interimDelayMs, () => {
      if (recognized.kind === 'final') record.finals.push(transcriptOf(recognized, to));
      call.write(responseOf(recognized, to));
    });
  }

  function begin(request: Request): StreamConfig {
    if (request.streamingConfig == null) {
      throw new SpeechError(status.INVALID_ARGUMENT, 'Malordered Data Received. Expected config.');
    }
    const asked = readStreamConfig(request.streamingConfig);
    record.config = asked;
    const trouble = troubleFor(asked);
    if (trouble?.afterMs === 0) suffer(trouble);
    else if (trouble !== undefined) after(trouble.afterMs, () => suffer(trouble));
    return asked;
  }

  function suffer(trouble: SpeechTrouble): void {
    if (trouble.kind === 'deaf') deaf = true;
    else fail(new SpeechError(codeNamed(trouble.code), trouble.message));
  }

  function takeAudio(content: Uint8Array, to: StreamConfig): void {
    if (content.length > LARGEST_MESSAGE_BYTES) {
      throw new SpeechError(status.INVALID_ARGUMENT, 'Request audio can be a maximum of 25600 bytes.');
    }
    const audio = to.encoding === 'mulaw' ? content : mulaw.encode(samplesOf(content));
    record.messages += 1;
    record.audioMs += audio.length / BYTES_PER_MS;
    record.longestMessageMs = Math.max(record.longestMessageMs, audio.length / BYTES_PER_MS);
    if (deaf) return;
    const recognized = recognition.hear(audio);
    if (recognized !== undefined) tell(recognized, to);
  }

  call.on('data', (request: Request) => {
    if (record.outcome !== undefined) return;
    idle.refresh();
    try {
      if (config === undefined) {
        config = begin(request);
        return;
      }
      if (!(request.audioContent instanceof Uint8Array)) {
        throw new SpeechError(status.INVALID_ARGUMENT, 'Malordered Data Received. Expected audio_content.');
      }
      takeAudio(request.audioContent, config);
    } catch (error) {
      if (!(error instanceof SpeechError)) throw error;
      fail(error);
    }
  });
  call.on('end', () => {
    // The client has said all: what is left becomes final, and no more time limits hold.
    clearTimeout(limit);
    clearTimeout(idle);
    const rest = deaf ? undefined : recognition.finish();
    if (rest !== undefined && config !== undefined) tell(rest, config);
    inOrder(0, () => {
      if (close('OK')) call.end();
    });
  });
  call.on('cancelled', () => close('CANCELLED'));
}

const PUNCTUATION_AT_ENDS = /^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu;

function wordAsTold(text: string, { punctuation }: StreamConfig): string {
  return punctuation ? text : text.replace(PUNCTUATION_AT_ENDS, '');
}

function transcriptOf({ words }: Recognized, config: StreamConfig): string {
  return words.map(({ text }) => wordAsTold(text, config)).join(' ');
}

/** What is told of a result. */
export function responseOf(recognized: Recognized, config: StreamConfig): Response {
  const { languageCode, wordTimes } = config;
  const isFinal = recognized.kind === 'final';
  const { words } = recognized;
  // A recognizer that expects another language is unsure of what it hears.
  const isExpected = words.every(({ language }) => isSameLanguage(language, languageCode));
  const timed = words.map(({ text, from, to }) => ({
    word: wordAsTold(text, config),
    startTime: duration(from / BYTES_PER_MS),
    endTime: duration(to / BYTES_PER_MS),
  }));
  return {
    results: [
      {
        alternatives: [
          {
            transcript: transcriptOf(recognized, config),
            confidence: isFinal ? (isExpected ? 0.92 : 0.35) : 0,
            words: isFinal && wordTimes ? timed : [],
          },
        ],
        isFinal,
        stability: recognized.kind === 'interim' ? recognized.stability : 0,
        resultEndTime: duration(recognized.endMs),
        languageCode: languageCode.toLowerCase(),
      },
    ],
  };
}

function duration(ms: number): { seconds: number; nanos: number } {
  return { seconds: Math.floor(ms / 1_000), nanos: Math.round((ms % 1_000) * 1_000_000) };
}

/** Little-endian 16-bit samples; a message may be cut from a larger buffer at an odd offset. */
function samplesOf(content: Uint8Array): Int16Array {
  const aligned = Uint8Array.from(content);
  return new Int16Array(aligned.buffer, 0, Math.floor(aligned.length / 2));
}

/** A gRPC code by its name. */
export function codeNamed(name: string): status {
  const [code] = Object.entries(status).flatMap(([key, value]) =>
    key === name && typeof value === 'number' ? [value] : [],
  );
  return code ?? status.UNKNOWN;
}
