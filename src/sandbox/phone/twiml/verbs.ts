// Carrying out TwiML: each verb until it is done, the call is over, or somebody leads the call elsewhere.
import { setTimeout as delay } from 'node:timers/promises';
import { FRAME_MS, isLoud } from '../../audio/frames.ts';
import { mulawOfWav } from '../../audio/wav.ts';
import type { PhraseBook } from '../../matcher/phrases.ts';
import type { Speaker } from '../../speaker/speaker.ts';
import type { PhoneCall } from '../call.ts';
import { runMediaStream } from '../stream/media-stream.ts';
import type { Callbacks } from '../twilio/callbacks.ts';
import { callParams } from '../twilio/params.ts';
import { durationS, type Recordings } from '../twilio/recordings.ts';
import type { CallParams, Method } from '../twilio/webhooks.ts';
import type { Prompt, Verb } from './parse.ts';
import type { Step } from './step.ts';

export type VerbParts = {
  authToken: string;
  book: PhraseBook;
  speaker: Speaker;
  callbacks: Callbacks;
  recordings: Recordings;
};

/** Where a verb is carried out: relative URLs are relative to `baseUrl`; `signal` ends the verb early. */
export type VerbContext = VerbParts & { call: PhoneCall; baseUrl: string; signal: AbortSignal };

const MEDIA_LIMIT_MS = 15_000;

/** @returns where the call goes next; undefined is the next verb of the document */
export function carryOut(verb: Verb, context: VerbContext): Promise<Step | undefined> {
  context.call.journal.note({ kind: 'verb', verb: verb.verb });
  switch (verb.verb) {
    case 'Connect':
      return connect(verb, context);
    case 'Gather':
      return gather(verb, context);
    case 'Record':
      return record(verb, context);
    case 'Redirect':
      return Promise.resolve(action(verb.url, verb.method, context));
    case 'Hangup':
      return Promise.resolve({ kind: 'hang-up' });
    default:
      return prompt(verb, context).then(() => undefined);
  }
}

function action(url: string, method: Method, { call, baseUrl }: VerbContext, more: CallParams = {}): Step {
  return { kind: 'fetch', url: new URL(url, baseUrl).href, method, params: { ...callParams(call), ...more } };
}

async function connect(verb: Verb & { verb: 'Connect' }, context: VerbContext): Promise<Step | undefined> {
  await runMediaStream(context.call, verb.stream, context.signal, context);
  return verb.action === undefined ? undefined : action(verb.action, verb.method, context);
}

/** Plays until it is heard to its end, or the signal silences it. */
async function prompt(verb: Prompt, context: VerbContext): Promise<void> {
  const { call, signal } = context;
  if (verb.verb === 'Pause') return wait(verb.length * 1_000, signal);
  const audio = await audioOf(verb, context);
  if (signal.aborted) return;
  const silence = (): void => {
    call.playback.clear();
  };
  signal.addEventListener('abort', silence, { once: true });
  for (let turn = 0; turn < Math.max(1, verb.loop); turn++) call.playback.add(audio);
  await call.played();
  signal.removeEventListener('abort', silence);
}

async function audioOf(verb: Exclude<Prompt, { verb: 'Pause' }>, context: VerbContext): Promise<Uint8Array> {
  const { speaker, book, baseUrl } = context;
  if (verb.verb === 'Say') {
    const phrase = await speaker.speak(verb.text, verb.language);
    book.register(phrase);
    return phrase.audio;
  }
  const response = await fetch(new URL(verb.url, baseUrl), { signal: AbortSignal.timeout(MEDIA_LIMIT_MS) });
  if (!response.ok) throw new Error(`${verb.url} answered ${response.status}`);
  return mulawOfWav(new Uint8Array(await response.arrayBuffer()));
}

/** Any key ends the prompts; the time for the next key begins after them and anew with each key. */
async function gather(verb: Verb & { verb: 'Gather' }, context: VerbContext): Promise<Step | undefined> {
  const { call, signal } = context;
  const pressed = new AbortController();
  const done = new AbortController();
  let digits = '';
  const stopKeys = call.onKey((key) => {
    pressed.abort();
    if (key === verb.finishOnKey) return done.abort();
    digits += key;
    if (digits.length === verb.numDigits) done.abort();
  });
  const prompting = { ...context, signal: AbortSignal.any([signal, pressed.signal]) };
  for (const one of verb.prompts) if (!prompting.signal.aborted) await prompt(one, prompting);
  for (let had = -1; had !== digits.length && !done.signal.aborted; ) {
    had = digits.length;
    const more = new AbortController();
    const stopMore = call.onKey(() => more.abort());
    await wait(verb.timeout * 1_000, AbortSignal.any([signal, done.signal, more.signal]));
    stopMore();
  }
  stopKeys();
  if (signal.aborted || (digits === '' && !verb.actionOnEmptyResult)) return undefined;
  return action(verb.action ?? context.baseUrl, verb.method, context, { Digits: digits });
}

/** A tone of 1000 Hz would do; who listens needs only to hear that something sounded. */
const BEEP = Uint8Array.from({ length: 2_400 }, (_, index) => (index % 8 < 4 ? 0x9f : 0x1f));

/** Ends with silence, a key or the longest time; with nothing heard in it, the next verb follows. */
async function record(verb: Verb & { verb: 'Record' }, context: VerbContext): Promise<Step | undefined> {
  const { call, signal, recordings } = context;
  if (verb.playBeep) {
    call.playback.add(BEEP);
    await call.played();
  }
  if (signal.aborted) return undefined;
  const recording = recordings.start(call, {
    channels: 1,
    source: 'RecordVerb',
    callback:
      verb.recordingStatusCallback === undefined
        ? undefined
        : { url: verb.recordingStatusCallback, method: verb.recordingStatusCallbackMethod, events: ['completed'] },
  });
  const { spoke, key } = await untilSilent(verb, context);
  recordings.stop(recording, spoke ? call.talkedMs() : recording.fromMs);
  if (!spoke) return undefined;
  return action(verb.action ?? context.baseUrl, verb.method, context, {
    RecordingUrl: recordings.urlOf(recording),
    RecordingSid: recording.sid,
    RecordingDuration: String(durationS(recording)),
    ...(key === undefined ? (signal.aborted ? { Digits: 'hangup' } : {}) : { Digits: key }),
  });
}

async function untilSilent(
  { timeout, maxLength, finishOnKey }: Verb & { verb: 'Record' },
  { call, signal }: VerbContext,
): Promise<{ spoke: boolean; key: string | undefined }> {
  const done = new AbortController();
  const startMs = call.talkedMs();
  let lastSoundMs: number | undefined;
  let key: string | undefined;
  call.hearWith((frame, atMs) => {
    if (frame.some(isLoud)) lastSoundMs = atMs + FRAME_MS;
    const isLong = atMs - startMs >= maxLength * 1_000;
    if (isLong || atMs - (lastSoundMs ?? startMs) >= timeout * 1_000) done.abort();
  });
  const stopKeys = call.onKey((pressed) => {
    if (!finishOnKey.includes(pressed)) return;
    key = pressed;
    done.abort();
  });
  await aborted(AbortSignal.any([signal, done.signal]));
  call.hearWith(undefined);
  stopKeys();
  return { spoke: lastSoundMs !== undefined, key };
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error) => {
    if (!signal.aborted) throw error;
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
