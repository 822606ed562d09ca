// A stand-in for Google's Speech-to-Text: StreamingRecognize and Recognize of v1 over real gRPC. It knows no call and no voice; it
// hears what was registered as a phrase. Start reading here.
import { protos } from '@google-cloud/speech';
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
} from '@grpc/grpc-js';
import fastify from 'fastify';
import { answerProblems } from './control-problems.ts';
import { speechControlRoutes } from './google-speech/control-routes.ts';
import { recognizeAudio } from './google-speech/recognize.ts';
import {
  DEFAULT_SPEECH_SETTINGS,
  type SpeechSettings,
  type SpeechSettingsChange,
  type SpeechTrouble,
  type SpeechTroubleInput,
  speechSettings,
  speechTrouble,
} from './google-speech/settings.ts';
import { codeNamed, type SpeechCall, type StreamRecord, serveStream } from './google-speech/stream.ts';
import { readStreamConfig, SpeechError, type StreamConfig } from './google-speech/stream-config.ts';
import { createPhraseBook, type PhraseBook } from './matcher/phrases.ts';

export type SpeechSandboxOptions = SpeechSettingsChange & {
  /** Where gRPC listens; 0 or nothing: a free port. */
  port?: number;
  /** Where the control routes listen; 0 or nothing: a free port. */
  controlPort?: number;
  /** What it shares with a phone in the same process. */
  book?: PhraseBook;
};

export type SpeechSandbox = {
  /** `host:port`, for `GOOGLE_SPEECH_ENDPOINT`: gRPC without TLS. */
  endpoint: string;
  port: number;
  /** The base URL of `/sandbox/speech/…`. */
  url: string;
  book: PhraseBook;
  /** Every stream so far, the last 10,000. */
  streams(): readonly StreamRecord[];
  /** From now on, streams meet this trouble. */
  trouble(trouble: SpeechTroubleInput): void;
  change(change: SpeechSettingsChange): SpeechSettings;
  close(): Promise<void>;
};

/** What Google advertises on a connection: the next stream waits, silently, until one ends. */
const STREAMS_PER_CONNECTION = 100;
/** Enough to look at; a long run must not fill the memory. */
const STREAMS_KEPT = 10_000;
/** A phrase of a minute in base64, with its words. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

const { RecognizeRequest, RecognizeResponse, StreamingRecognizeRequest, StreamingRecognizeResponse } =
  protos.google.cloud.speech.v1;

/** The library's own messages, by its own encoders. */
const service = {
  recognize: {
    path: '/google.cloud.speech.v1.Speech/Recognize',
    requestStream: false,
    responseStream: false,
    requestSerialize: (request: protos.google.cloud.speech.v1.IRecognizeRequest) =>
      Buffer.from(RecognizeRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => RecognizeRequest.decode(bytes),
    responseSerialize: (response: protos.google.cloud.speech.v1.IRecognizeResponse) =>
      Buffer.from(RecognizeResponse.encode(response).finish()),
    responseDeserialize: (bytes: Buffer) => RecognizeResponse.decode(bytes),
  },
  streamingRecognize: {
    path: '/google.cloud.speech.v1.Speech/StreamingRecognize',
    requestStream: true,
    responseStream: true,
    requestSerialize: (request: protos.google.cloud.speech.v1.IStreamingRecognizeRequest) =>
      Buffer.from(StreamingRecognizeRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => StreamingRecognizeRequest.decode(bytes),
    responseSerialize: (response: protos.google.cloud.speech.v1.IStreamingRecognizeResponse) =>
      Buffer.from(StreamingRecognizeResponse.encode(response).finish()),
    responseDeserialize: (bytes: Buffer) => StreamingRecognizeResponse.decode(bytes),
  },
} satisfies ServiceDefinition;

type RecognizeAnswer = protos.google.cloud.speech.v1.IRecognizeResponse;
type RecognizeCall = ServerUnaryCall<protos.google.cloud.speech.v1.IRecognizeRequest, RecognizeAnswer>;

/** Listens on 127.0.0.1, gRPC and HTTP on a port each, until `close`. */
export async function startSpeechSandbox(options: SpeechSandboxOptions = {}): Promise<SpeechSandbox> {
  const { port = 0, controlPort = 0, book = createPhraseBook(), ...given } = options;
  let settings = speechSettings.parse({ ...DEFAULT_SPEECH_SETTINGS, ...given });
  const streams: StreamRecord[] = [];
  const troubles: SpeechTrouble[] = [];

  const change = (changes: SpeechSettingsChange): SpeechSettings => {
    settings = speechSettings.parse({ ...settings, ...changes });
    return settings;
  };
  const server = new Server({ 'grpc.max_concurrent_streams': STREAMS_PER_CONNECTION });
  /** @throws SpeechError */
  function recognize({ config, audio }: protos.google.cloud.speech.v1.IRecognizeRequest) {
    const asked = readStreamConfig({ config: config ?? null });
    const trouble = nextTrouble(troubles, asked);
    if (trouble?.kind === 'error') throw new SpeechError(codeNamed(trouble.code), trouble.message);
    const content = audio?.content instanceof Uint8Array ? audio.content : Buffer.of();
    return recognizeAudio(trouble?.kind === 'deaf' ? Buffer.of() : content, asked, { book, settings: () => settings });
  }

  server.addService(service, {
    recognize(call: RecognizeCall, answer: sendUnaryData<RecognizeAnswer>) {
      try {
        answer(null, recognize(call.request));
      } catch (error) {
        if (!(error instanceof SpeechError)) throw error;
        answer({ code: error.code, details: error.message });
      }
    },
    streamingRecognize(call: SpeechCall) {
      const record = newRecord();
      streams.push(record);
      if (streams.length > STREAMS_KEPT) streams.shift();
      serveStream(call, {
        book,
        settings: () => settings,
        troubleFor: (config) => nextTrouble(troubles, config),
        record,
      });
    },
  });
  const boundPort = await bind(server, port);
  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  answerProblems(app);
  app.register(
    (routes, _options, done) => {
      speechControlRoutes(routes, { book, streams, troubles, settings: () => settings, change });
      done();
    },
    { prefix: '/sandbox/speech' },
  );
  const url = await app.listen({ host: '127.0.0.1', port: controlPort });

  return {
    endpoint: `127.0.0.1:${boundPort}`,
    port: boundPort,
    url,
    book,
    streams: () => streams,
    trouble: (trouble) => {
      troubles.push(speechTrouble.parse(trouble));
    },
    change,
    async close() {
      server.forceShutdown();
      await app.close();
    },
  };
}

/** The first trouble that is meant for such a stream; one that has met all it was to meet is gone. */
function nextTrouble(troubles: SpeechTrouble[], { languageCode, model }: StreamConfig): SpeechTrouble | undefined {
  const trouble = troubles.find(
    (one) => (one.languageCode ?? languageCode) === languageCode && (one.model ?? model) === model,
  );
  if (trouble?.times !== undefined) {
    trouble.times -= 1;
    if (trouble.times === 0) troubles.splice(troubles.indexOf(trouble), 1);
  }
  return trouble;
}

function newRecord(): StreamRecord {
  return {
    startedAt: new Date().toISOString(),
    endedAt: undefined,
    config: undefined,
    audioMs: 0,
    messages: 0,
    longestMessageMs: 0,
    finals: [],
    outcome: undefined,
  };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}
