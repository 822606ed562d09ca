// How the calls role listens and speaks: what production insists on, and what the variables come to.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'prosaas-voice-'));
afterAll(() => rmSync(dataDir, { recursive: true }));
const keyFile = join(dataDir, 'google.json');
writeFileSync(keyFile, '{}');

/** All that a calls role needs besides its ears and its voice. */
const calls = {
  DATA_DIR: dataDir,
  SERVICE_ROLE: 'calls',
  DATABASE_URL: 'postgres://a@127.0.0.1/x',
  DATABASE_SYSTEM_URL: 'postgres://b@127.0.0.1/x',
  INTERNAL_SECRET: 'a secret of the test',
  CALLS_PUBLIC_URL: 'https://calls.example.test',
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a token of the test',
};
const production = { ...calls, NODE_ENV: 'production' };
const google = { GOOGLE_APPLICATION_CREDENTIALS: keyFile, OPENAI_API_KEY: 'a key of the test' };

test('in production a calls role that cannot understand callers refuses to start, and says what would do', () => {
  expect(() => loadConfig(production)).toThrow(
    'SERVICE_ROLE=calls needs GOOGLE_APPLICATION_CREDENTIALS, OPENAI_API_KEY to understand and answer callers. Set them (.env.example says what each means), or SPEECH=menu: callers then press keys and leave a message.',
  );
  expect(() => loadConfig({ ...production, GOOGLE_APPLICATION_CREDENTIALS: keyFile })).toThrow(
    'needs OPENAI_API_KEY to',
  );
});

test('a menu by keys needs nobody', () => {
  expect(loadConfig({ ...production, SPEECH: 'menu' }).voice.speech).toEqual({ kind: 'menu' });
});

test('other roles need neither ears nor a voice', () => {
  expect(loadConfig({ ...production, SERVICE_ROLE: 'scheduler' }).role).toBe('scheduler');
});

test('a key file that is not there is named before the first call is', () => {
  const nowhere = { ...google, GOOGLE_APPLICATION_CREDENTIALS: join(dataDir, 'nowhere.json') };
  expect(() => loadConfig({ ...production, ...nowhere })).toThrow(/^GOOGLE_APPLICATION_CREDENTIALS: there is no file/);
});

test('in production callers are not sent over a connection without TLS', () => {
  const sandbox = { GOOGLE_SPEECH_ENDPOINT: '127.0.0.1:4000' };
  expect(() => loadConfig({ ...production, ...google, ...sandbox })).toThrow(/^GOOGLE_SPEECH_ENDPOINT is for/);
});

test('with a Google account both ears and voice are Google’s', () => {
  const access = { kind: 'google' };
  expect(loadConfig({ ...production, ...google }).voice).toMatchObject({
    speech: { kind: 'google', access },
    tts: { kind: 'google', access },
    voices: { he: 'he-IL-Wavenet-A', en: 'en-US-Neural2-F' },
  });
});

test('the ladder is read step by step, Hebrew by both of its names', () => {
  const { speech } = loadConfig({ ...calls, GOOGLE_SPEECH_LADDER: 'iw-IL:latest_long, he-IL:default' }).voice;
  expect(speech.kind === 'google' && speech.ladder).toEqual([
    { languageCode: 'iw-IL', model: 'latest_long' },
    { languageCode: 'he-IL', model: 'default' },
  ]);
});

test('in development a sandbox is reached without TLS, and a voice of another endpoint speaks', () => {
  const { speech, tts, voices } = loadConfig({
    ...calls,
    GOOGLE_SPEECH_ENDPOINT: '127.0.0.1:4000',
    TTS: 'openai',
    TTS_BASE_URL: 'http://127.0.0.1:4001/v1',
    TTS_API_KEY: 'any',
    TTS_VOICE_HE: 'dana',
  }).voice;
  expect(speech).toMatchObject({ access: { kind: 'sandbox', endpoint: '127.0.0.1:4000' } });
  expect(tts).toEqual({ kind: 'openai', apiKey: 'any', baseUrl: 'http://127.0.0.1:4001/v1', model: 'gpt-4o-mini-tts' });
  expect(voices).toEqual({ he: 'dana', en: 'nova' });
});

test('a voice behind an OpenAI-compatible endpoint is by default where the model is', () => {
  const { tts } = loadConfig({
    ...calls,
    TTS: 'openai',
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: 'https://llm.test/v1',
  }).voice;
  expect(tts).toMatchObject({ apiKey: 'k', baseUrl: 'https://llm.test/v1' });
});

test.each([
  ['SPEECH', 'whisper'],
  ['TTS', 'piper'],
  ['GOOGLE_SPEECH_ENDPOINT', 'http://127.0.0.1:4000'],
  ['GOOGLE_SPEECH_LADDER', 'fr-FR:default'],
  ['GOOGLE_SPEECH_LADDER', 'iw-IL'],
  ['TTS_BASE_URL', 'not a url'],
])('a wrong %s (%s) is named', (name, value) => {
  expect(() => loadConfig({ ...calls, [name]: value })).toThrow(new RegExp(`^${name}: `));
});
