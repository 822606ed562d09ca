import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { answeringServer, connectTwiml } from '../sandbox/phone/answering-server.ts';
import { connectedPhone } from '../sandbox/phone/connected-phone.ts';
import { until } from '../support/until.ts';

async function run(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['scripts/phone.ts', ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code };
}

test('a call from the command line is printed as it happens: both sides, keys, and its end', async () => {
  const server = await answeringServer({ '/voice': connectTwiml() }, (stream) => {
    stream.socket.on('message', async (data) => {
      if (String(data).includes('"event":"start"')) stream.play((await greeting).audio);
    });
  });
  const phone = await connectedPhone(server.url);
  const greeting = phone.speaker.speak('Welcome, how can I help?', 'en-US');
  phone.book.register(await greeting);
  const calling = run(['--say', 'שלום, קוראים לי דנה', '--press', '7', '--to', '+97233000001'], {
    TWILIO_API_URL: phone.url,
  });
  const stream = await server.stream();
  await until('the key', async () => stream.of('dtmf').length === 1);
  stream.play((await greeting).audio);
  const { out, err, code } = await calling;
  expect([err, code]).toEqual(['', 0]);
  const lines = out.split('\n').map((line) => line.replace(/^ *[\d.]+ s {2}/, ''));
  expect(lines.slice(1, -1)).toEqual([
    '— ringing',
    '— in-progress',
    'system: Welcome, how can I help?',
    'caller: שלום, קוראים לי דנה',
    'caller presses 7',
    'system: Welcome, how can I help?',
    '— completed',
  ]);
});

test.each([
  [['--shout', 'x'], {}, /Unknown option '--shout'/],
  [[], {}, /nothing to do/],
  [['--say', 'Hi'], { DATA_DIR: '/nowhere' }, /start everything with `npm start`/],
  [['--say', 'Hi'], { TWILIO_API_URL: 'http://127.0.0.1:9' }, /No sandbox phone answers/],
])('what cannot be done is said in a line, with how to use it: %j', async (args, env, words) => {
  const { err, code } = await run(args, env);
  expect(err).toMatch(words);
  expect(err).toContain('npm run phone -- --say');
  expect(code).toBe(1);
});
