// Google's own client on the sandbox's wire, and what came over it.
import speech, { type protos } from '@google-cloud/speech';
import { credentials } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { type SpeechSandboxOptions, startSpeechSandbox } from '../../../src/sandbox/google-speech.ts';
import { until } from '../../support/until.ts';

type Response = protos.google.cloud.speech.v1.IStreamingRecognizeResponse;
type Config = protos.google.cloud.speech.v1.IStreamingRecognitionConfig;

/** A sandbox whose results come at once, unless a test says otherwise. */
export async function speechSandbox(options: SpeechSandboxOptions = {}) {
  const sandbox = await startSpeechSandbox({ interimDelayMs: 0, finalDelayMs: 0, ...options });
  onTestFinished(sandbox.close);
  return sandbox;
}

/** One client, which is one HTTP/2 connection. */
export function speechClient(port: number) {
  const client = new speech.v1.SpeechClient({
    apiEndpoint: '127.0.0.1',
    port,
    sslCreds: credentials.createInsecure(),
    // Without it the library looks for a project in the cloud.
    projectId: 'sandbox',
  });
  onTestFinished(() => client.close());
  return client;
}

const MULAW_ENGLISH = { encoding: 'MULAW', sampleRateHertz: 8_000, languageCode: 'en-US' } as const;

/** A stream of which everything is kept. Config is what differs from MULAW, 8 kHz, English, with interim results. */
export function openStream(client: InstanceType<typeof speech.v1.SpeechClient>, { config, ...more }: Config = {}) {
  const results: { text: string; isFinal: boolean; stability: number; endMs: number; atMs: number }[] = [];
  const raw: Response[] = [];
  const openedAt = performance.now();
  let end: { kind: 'open' } | { kind: 'ended' } | { kind: 'failed'; code: number; message: string } = { kind: 'open' };
  const stream = client._streamingRecognize();
  stream.on('data', (response: Response) => {
    raw.push(response);
    for (const { alternatives, isFinal, stability, resultEndTime } of response.results ?? []) {
      results.push({
        text: alternatives?.[0]?.transcript ?? '',
        isFinal: isFinal ?? false,
        stability: stability ?? 0,
        endMs: Number(resultEndTime?.seconds ?? 0) * 1_000 + (resultEndTime?.nanos ?? 0) / 1e6,
        atMs: performance.now() - openedAt,
      });
    }
  });
  stream.on('error', (error: Error & { code: number }) => {
    end = { kind: 'failed', code: error.code, message: error.message };
  });
  stream.on('end', () => {
    if (end.kind === 'open') end = { kind: 'ended' };
  });
  stream.write({ streamingConfig: { config: { ...MULAW_ENGLISH, ...config }, interimResults: true, ...more } });
  return {
    raw,
    results,
    finals: () => results.filter(({ isFinal }) => isFinal).map(({ text }) => text),
    interims: () => results.filter(({ isFinal }) => !isFinal),
    end: () => end,
    /** Sends audio in messages of 100 ms, all at once. */
    send(audio: Uint8Array, messageBytes = 800) {
      for (let at = 0; at < audio.length; at += messageBytes) {
        stream.write({ audioContent: audio.subarray(at, at + messageBytes) });
      }
    },
    half: () => stream.end(),
    cancel: () => stream.cancel(),
    /** Resolves when the server has ended the stream, well or not. */
    ended: () => until('the end of the stream', async () => end.kind !== 'open' && end),
  };
}
