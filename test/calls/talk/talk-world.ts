// Callers who are understood and answered: the calls role and the worker as processes of their own, and recognition, voice
// and phone in one book, so that what either side says can be made out.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import wavefile from 'wavefile';
import { freePort } from '../../../scripts/local/ports.ts';
import { SPOKEN_LINES } from '../../../src/domain/calls/spoken-lines.ts';
import {
  type SpeechSandbox,
  type SpeechSandboxOptions,
  startSpeechSandbox,
} from '../../../src/sandbox/google-speech.ts';
import type { PhoneCall } from '../../../src/sandbox/phone/call.ts';
import type { Script } from '../../../src/sandbox/phone/person/script.ts';
import { type SynthesisSandbox, startSynthesisSandbox } from '../../../src/sandbox/speech-synthesis.ts';
import { type RoleProcess, superviseRole } from '../../chaos/role-process.ts';
import { type Asked, answerAsModel, type Turn } from '../../providers/llm/calls/model-server.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { CALLER, type PhoneWorld, startPhoneWorld } from '../phone-world.ts';

export interface TalkWorld extends PhoneWorld {
  speech: SpeechSandbox;
  synthesis: SynthesisSandbox;
  calls: RoleProcess;
  worker: RoleProcess;
}

export interface TalkWorldOptions {
  recognition?: Partial<SpeechSandboxOptions>;
  /** A model answers, not the scripted assistant. */
  model?: (asked: Asked) => Turn;
  /** Nothing answers where the voice should be. */
  isVoiceless?: boolean;
  variables?: Record<string, string>;
}

export async function startTalkWorld({
  recognition,
  model,
  isVoiceless = false,
  variables,
}: TalkWorldOptions = {}): Promise<TalkWorld> {
  await using begun = new AsyncDisposableStack();
  const { speech, synthesis, ...voices } = await startVoices(begun, recognition);
  const nobody = isVoiceless ? { TTS_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` } : {};
  const voice = { ...voices.variables, ...nobody, ...variables };
  const world = begun.adopt(
    await startPhoneWorld({ roles: [], phone: { book: speech.book }, variables: voice }),
    (one) => one.close(),
  );
  const mind = model ? await modelOf(model, begun) : {};
  const startRole = (role: 'calls' | 'worker', env: Record<string, string>, port: number): RoleProcess => {
    const started = begun.use(superviseRole({ ...world.env, ...env, SERVICE_ROLE: role }, port));
    started.start();
    return started;
  };
  const healthPort = await freePort();
  const calls = startRole('calls', mind, world.callsPort);
  const worker = startRole('worker', { HEALTH_PORT: String(healthPort) }, healthPort);
  await Promise.all([calls.ready(), worker.ready()]);
  if (!isVoiceless) await fixedSentences(synthesis);
  const ending = begun.move();
  return { ...world, speech, synthesis, calls, worker, close: () => ending.disposeAsync() };
}

/** Recognition and voice, which end with what was begun, and what roles are told of them. */
export async function startVoices(begun: AsyncDisposableStack, recognition?: Partial<SpeechSandboxOptions>) {
  const speech = begun.adopt(await startSpeechSandbox(recognition), (one) => one.close());
  const synthesis = begun.adopt(await startSynthesisSandbox({ book: speech.book }), (one) => one.close());
  const variables = {
    GOOGLE_SPEECH_ENDPOINT: speech.endpoint,
    TTS: 'openai',
    TTS_BASE_URL: synthesis.baseUrl,
    TTS_API_KEY: 'any',
    SPEECH: 'google',
  };
  return { speech, synthesis, variables };
}

/** A machine that is still making these is in no state to talk. */
export const fixedSentences = (synthesis: SynthesisSandbox) =>
  until('the fixed sentences', async () => synthesis.spoken().length >= 2 * SPOKEN_LINES.length, 90_000);

async function modelOf(model: (asked: Asked) => Turn, begun: AsyncDisposableStack) {
  const server = createServer((request, response) => void answerAsModel(request, response, model));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  begun.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { OPENAI_API_KEY: 'a key of the test', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
}

/** Somebody dials, does what the script says, and the call ends. */
export async function talk(
  { phone }: TalkWorld,
  to: string,
  script: Script,
  line: Parameters<PhoneWorld['phone']['dial']>[0]['line'] = {},
): Promise<PhoneCall> {
  const call = await phone.dial({ from: CALLER, to, script, line });
  await until('the end of the call', async () => call.isFinal(), 150_000);
  return call;
}

/** Resolves when the caller has heard these words. @throws when the call ends before */
export async function heard(call: PhoneCall, words: string): Promise<void> {
  for await (const _ of call.journal.follow()) if (heardBy(call).includes(words)) return;
  throw new Error(`"${words}" was not heard`);
}

/** All that the caller heard, in order. */
export const heardBy = (call: PhoneCall): string =>
  noted(call, 'heard')
    .map(({ text }) => text)
    .join(' ');

/** A voice that says nothing anybody understands: somebody in the background. */
export async function mumble({ phone }: TalkWorld, text: string): Promise<{ do: 'play'; wav: string }> {
  const { audio } = await phone.speaker.speak(text, 'en-US');
  const file = new wavefile.WaveFile();
  file.fromScratch(1, 8_000, '8m', audio);
  return { do: 'play', wav: Buffer.from(file.toBuffer()).toString('base64') };
}

/**
 * The longest silence (ms) that was ours: from the end of what the caller said to our next sound. Waiting to be sure that
 * the caller has finished is part of it.
 */
export function longestWait(call: PhoneCall): number {
  const waits = noted(call, 'said').map(({ toMs }) => {
    const answer = noted(call, 'voice').find(({ state, atMs }) => state === 'begins' && atMs > toMs - 500);
    return (answer?.atMs ?? Number.POSITIVE_INFINITY) - toMs;
  });
  return Math.max(...waits);
}
