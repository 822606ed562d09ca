import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { startReceiver } from './webhook-receiver.ts';

const SECRET = 'a secret of the test';

function startProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, ['src/sandbox/main.ts'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) return line;
  return '';
}

test('the process says where it listens, calls back under the public URL and ends cleanly on SIGTERM', async () => {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  const publicUrl = new URL(receiver.url).origin;
  const child = startProcess({ PUBLIC_URL: `${publicUrl}/`, WHATSAPP_APP_SECRET: SECRET });
  const { whatsappCloudUrl, twilioApiUrl, googleSpeechEndpoint, ttsBaseUrl } = JSON.parse(
    await firstLine(child.stdout),
  );
  expect(whatsappCloudUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(googleSpeechEndpoint).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(ttsBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  expect(await (await fetch(`${twilioApiUrl}/sandbox/phone/calls`)).json()).toEqual([]);

  await fetch(`${whatsappCloudUrl}/sandbox/customers/+972501235555/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ content: { type: 'text', text: 'Hi' } }),
  });
  await receiver.first();
  expect(receiver.messages()).toHaveLength(1);

  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a missing variable stops the process with its name and no stack', async () => {
  const child = startProcess({ PUBLIC_URL: 'http://127.0.0.1:5000' });
  const said = await firstLine(child.stderr);
  expect(said).toMatch(/^WHATSAPP_APP_SECRET: /);
  expect(said).not.toMatch(/\bat /);
});

test.each(['SANDBOX_PORT', 'SANDBOX_PUSH_PORT', 'SANDBOX_PHONE_PORT', 'SANDBOX_SPEECH_PORT', 'SANDBOX_TTS_PORT'])(
  'a taken %s is one line that says what to do',
  async (variable) => {
    const receiver = await startReceiver();
    onTestFinished(receiver.close);
    const { port, origin } = new URL(receiver.url);
    const child = startProcess({ PUBLIC_URL: origin, WHATSAPP_APP_SECRET: SECRET, [variable]: port });
    expect(await firstLine(child.stderr)).toMatch(new RegExp(`^${variable} is taken .* choose another port`));
    expect(await once(child, 'exit')).toEqual([1, null]);
  },
);
