import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { until } from '../../support/until.ts';
import { phrase } from '../matcher/speech.ts';
import { openStream, speechClient, speechSandbox } from './speech-client.ts';

const silence = (ms: number) => new Uint8Array(ms * 8).fill(SILENCE);

test('a stream is ended by the limit of 305 seconds, named as Google names it', async () => {
  const sandbox = await speechSandbox({ streamLimitMs: 300 });
  const stream = openStream(speechClient(sandbox.port));
  stream.send(silence(100));
  expect(await stream.ended()).toMatchObject({
    code: status.OUT_OF_RANGE,
    message: expect.stringContaining('Exceeded maximum allowed stream duration of 305 seconds'),
  });
  expect(sandbox.streams()[0]?.outcome).toBe('OUT_OF_RANGE');
});

test('a stream to which nothing is sent is aborted; one that gets silence goes on', async () => {
  const sandbox = await speechSandbox({ idleLimitMs: 400 });
  const client = speechClient(sandbox.port);
  const [idle, fed] = [openStream(client), openStream(client)];
  const feeding = setInterval(() => fed.send(silence(20)), 20);
  expect(await idle.ended()).toMatchObject({ code: status.ABORTED, message: expect.stringContaining('timed out') });
  expect(fed.end()).toEqual({ kind: 'open' });
  clearInterval(feeding);
});

test('a connection carries a hundred streams; the next one waits silently until one ends', async () => {
  const sandbox = await speechSandbox();
  const client = speechClient(sandbox.port);
  const streams = Array.from({ length: 101 }, () => openStream(client));
  for (const stream of streams) stream.send(silence(20));
  const served = () => sandbox.streams().filter(({ audioMs }) => audioMs > 0).length;
  await until('a hundred streams', async () => served() === 100);
  expect(sandbox.streams()).toHaveLength(100);
  streams[0]?.half();
  await until('the last one', async () => served() === 101);
  for (const stream of streams) stream.cancel();
  await until('their end', async () => sandbox.streams().every(({ outcome }) => outcome !== undefined));
});

test.each([
  ['the phone_call model in Hebrew', { model: 'phone_call', languageCode: 'iw-IL' }, status.INVALID_ARGUMENT],
  ['a missing language', { languageCode: '' }, status.INVALID_ARGUMENT],
  ['an encoding the sandbox does not know', { encoding: 'FLAC' as const }, status.UNIMPLEMENTED],
  ['another sample rate', { sampleRateHertz: 16_000 }, status.UNIMPLEMENTED],
])('%s is refused by name', async (_what, config, code) => {
  const sandbox = await speechSandbox();
  expect(await openStream(speechClient(sandbox.port), { config }).ended()).toMatchObject({ code });
});

test('a message larger than 25 kB is refused', async () => {
  const sandbox = await speechSandbox();
  const stream = openStream(speechClient(sandbox.port));
  stream.send(silence(4_000), 32_000);
  expect(await stream.ended()).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('troubles meet the streams they are meant for, as often as asked, at once or in the middle', async () => {
  const sandbox = await speechSandbox();
  const client = speechClient(sandbox.port);
  sandbox.trouble({ kind: 'error', code: 'RESOURCE_EXHAUSTED', languageCode: 'iw-IL', times: 1 });
  sandbox.trouble({ kind: 'error', code: 'INTERNAL', languageCode: 'he-IL', afterMs: 200 });
  const hebrew = { config: { languageCode: 'iw-IL' } };
  expect(await openStream(client, hebrew).ended()).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  const middle = openStream(client, { config: { languageCode: 'he-IL' } });
  expect(await middle.ended()).toMatchObject({ code: status.INTERNAL });
  for (const config of [{ languageCode: 'iw-IL' }, { languageCode: 'en-US' }]) {
    const stream = openStream(client, { config });
    stream.half();
    expect(await stream.ended()).toEqual({ kind: 'ended' });
  }
});

test('a recognizer gone deaf takes audio and tells nothing', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('hello');
  sandbox.book.register(said);
  sandbox.trouble({ kind: 'deaf' });
  const stream = openStream(speechClient(sandbox.port));
  stream.send(said.audio);
  stream.half();
  expect(await stream.ended()).toEqual({ kind: 'ended' });
  expect(stream.results).toEqual([]);
  expect(sandbox.streams()[0]?.audioMs).toBe(320);
});
