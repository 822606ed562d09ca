// One StreamingRecognize call of Google's: audio in messages of 100 ms, results as they come, one end.
import type { protos, v1 } from '@google-cloud/speech';
import { status } from '@grpc/grpc-js';
import { failureOfGrpc, grpcCodeOf } from '../google/grpc-failure.ts';
import type { LadderStep } from './ladder.ts';
import type { SpeechFailure, SpeechResult, SpeechStream } from './speech-to-text.ts';

type Response = protos.google.cloud.speech.v1.IStreamingRecognizeResponse;
type Result = protos.google.cloud.speech.v1.IStreamingRecognitionResult;
type Duration = protos.google.protobuf.IDuration;
export type GoogleSpeechClient = InstanceType<typeof v1.SpeechClient>;

/** `isStepRefused`: it is the model or the language code that the service does not take. */
export type RecognitionEnd =
  | { kind: 'ended' }
  | { kind: 'failed'; failure: SpeechFailure; detail: string; isStepRefused: boolean };

type Parts = {
  client: GoogleSpeechClient;
  step: LadderStep;
  onResult: (result: SpeechResult) => void;
  onEnd: (end: RecognitionEnd) => void;
};

/** 100 ms: more messages cost more than they bring, fewer make the words late. */
const MESSAGE_BYTES = 800;

/** Google ends a stream after 305 s; one that it has forgotten must not keep its place for ever. */
const STREAM_LIMIT_MS = 310_000;

const CONFIG = {
  encoding: 'MULAW',
  sampleRateHertz: 8_000,
  enableAutomaticPunctuation: true,
  // Where there is no enhanced model the ordinary one answers.
  useEnhanced: true,
} as const;

/** Begins as soon as the client is ready, with what was written until then; the config is the first message. */
export function openRecognition({ client, step, onResult, onEnd }: Parts): SpeechStream {
  let call: ReturnType<GoogleSpeechClient['_streamingRecognize']> | undefined;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let state: 'open' | 'ending' | 'over' = 'open';

  // Left to begin by itself, the library throws missing credentials where nobody can catch them.
  client.initialize().then(begin, (error: unknown) => finish(failed(error)));

  function begin(): void {
    if (state === 'over') return;
    call = client._streamingRecognize({ timeout: STREAM_LIMIT_MS });
    call.on('data', onResponse);
    call.on('error', (error: unknown) => finish(failed(error)));
    call.on('end', () => finish({ kind: 'ended' }));
    call.write({ streamingConfig: { config: { ...CONFIG, ...step }, interimResults: true } });
    sendWhole();
    if (state === 'ending') endCall();
  }

  function onResponse(response: Response): void {
    if (state === 'over') return;
    if (response.error) {
      call?.cancel();
      finish(failed(Object.assign(new Error(response.error.message ?? ''), { code: response.error.code })));
      return;
    }
    const result = resultOf(response.results ?? []);
    if (result !== undefined) onResult(result);
  }

  function finish(end: RecognitionEnd): void {
    if (state === 'over') return;
    state = 'over';
    held = [];
    onEnd(end);
  }

  /** Sends so much of what is held, in messages. */
  function send(bytes: number): void {
    if (call === undefined || bytes === 0) return;
    const audio = Buffer.concat(held);
    for (let at = 0; at < bytes; at += MESSAGE_BYTES) {
      call.write({ audioContent: audio.subarray(at, Math.min(at + MESSAGE_BYTES, bytes)) });
    }
    held = bytes < audio.length ? [audio.subarray(bytes)] : [];
    heldBytes = audio.length - bytes;
  }

  const sendWhole = (): void => send(heldBytes - (heldBytes % MESSAGE_BYTES));

  function endCall(): void {
    send(heldBytes);
    call?.end();
  }

  return {
    write(mulaw) {
      if (state !== 'open') return;
      held.push(mulaw);
      heldBytes += mulaw.length;
      sendWhole();
    },
    flush() {
      if (state === 'open') send(heldBytes);
    },
    end() {
      if (state !== 'open') return;
      state = 'ending';
      endCall();
    },
    abandon() {
      if (state === 'over') return;
      call?.cancel();
      finish({ kind: 'ended' });
    },
  };
}

/** Google tells the sure and the unsure part of a segment as two results: they are one text. */
function resultOf(results: readonly Result[]): SpeechResult | undefined {
  const final = results.find(({ isFinal }) => isFinal);
  if (final) return { kind: 'final', text: textOf([final]), endMs: msOf(final.resultEndTime) };
  const text = textOf(results);
  return text === '' ? undefined : { kind: 'interim', text, endMs: msOf(results.at(-1)?.resultEndTime) };
}

function textOf(results: readonly Result[]): string {
  return results
    .map(({ alternatives }) => alternatives?.[0]?.transcript?.trim() ?? '')
    .filter((text) => text !== '')
    .join(' ');
}

function msOf(duration: Duration | null | undefined): number {
  return Number(duration?.seconds ?? 0) * 1_000 + Math.round((duration?.nanos ?? 0) / 1_000_000);
}

/** "The phone_call model is currently not supported for language : iw-IL", "Invalid recognition 'config': bad language". */
const NAMES_THE_STEP = /model|language/i;

/** Whether it is the model or the language code that Google does not take. */
export function isStepRefused(error: unknown): boolean {
  return failureOf(error) === 'refused' && NAMES_THE_STEP.test(messageOf(error));
}

function failed(error: unknown): RecognitionEnd {
  const [failure, detail] = [failureOf(error), messageOf(error)];
  return { kind: 'failed', failure, detail, isStepRefused: isStepRefused(error) };
}

function failureOf(error: unknown): SpeechFailure {
  const code = grpcCodeOf(error);
  if (code === status.OUT_OF_RANGE || code === status.DEADLINE_EXCEEDED) return 'time-limit';
  // "Stream timed out after receiving no more client requests."
  if (code === status.ABORTED) return 'starved';
  return failureOfGrpc(error);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
