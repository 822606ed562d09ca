// Ears and voice as the configuration makes them, on the sandboxes as `npm start` runs them: what one says the other hears.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createGoogleSpeech } from '../../src/providers/speech/google-speech.ts';
import { createTextToSpeech } from '../../src/providers/tts/create-text-to-speech.ts';
import { listen } from './speech/ear.ts';
import { hearAll, NEVER } from './tts/voice.ts';

let sandbox: Record<string, string>;

beforeAll(async () => {
  const child = spawn(process.execPath, ['src/sandbox/main.ts'], {
    env: { PATH: process.env.PATH, PUBLIC_URL: 'http://127.0.0.1:5000', WHATSAPP_APP_SECRET: 'a secret of the test' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    sandbox = JSON.parse(line);
    break;
  }
  return () => {
    child.kill('SIGKILL');
  };
});

function configured() {
  const dataDir = mkdtempSync(join(tmpdir(), 'prosaas-loop-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const { speech, tts, voices } = loadConfig({
    DATA_DIR: dataDir,
    SERVICE_ROLE: 'calls',
    DATABASE_URL: 'postgres://a@127.0.0.1/x',
    DATABASE_SYSTEM_URL: 'postgres://b@127.0.0.1/x',
    GOOGLE_SPEECH_ENDPOINT: sandbox.googleSpeechEndpoint,
    TTS: 'openai',
    TTS_BASE_URL: sandbox.ttsBaseUrl,
    TTS_API_KEY: 'any',
  }).voice;
  if (speech.kind === 'menu') throw new Error('A menu has no ears.');
  return { speech, tts, voices };
}

test.each([
  ['he', 'שלום, קוראים לי דנה.'],
  ['en', 'Good morning, my name is Dana.'],
] as const)('what the voice says in %s is understood word for word', async (language, text) => {
  const { speech: ears, tts, voices } = configured();
  const speech = createGoogleSpeech(ears, { warn: (fields: object) => expect.fail(JSON.stringify(fields)) });
  onTestFinished(speech.close);
  const voice = await createTextToSpeech(tts);
  onTestFinished(voice.close);
  const { mulaw, failure } = await hearAll(voice.speak(text, { language, voice: voices[language] }, NEVER));
  expect(failure).toBeUndefined();
  const ear = listen(speech, language);
  ear.stream.write(mulaw);
  ear.stream.end();
  await ear.ended();
  expect(ear.finals()).toEqual([text]);
});
