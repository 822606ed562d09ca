// Speech to text that fails, at the start, in the middle or for ever: each is told by its kind.
import { expect, onTestFinished, test, vi } from 'vitest';
import { createGoogleSpeech } from '../../../src/providers/speech/google-speech.ts';
import type { SpeechFailure } from '../../../src/providers/speech/speech-to-text.ts';
import { SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { speechSandbox } from '../../sandbox/google-speech/speech-client.ts';
import { phrase } from '../../sandbox/matcher/speech.ts';
import { until } from '../../support/until.ts';
import { listen, speechAdapter } from './ear.ts';

const silence = (ms: number) => new Uint8Array(ms * 8).fill(SILENCE);

test.each<[string, SpeechFailure]>([
  ['UNAUTHENTICATED', 'unauthorized'],
  ['PERMISSION_DENIED', 'unauthorized'],
  ['INVALID_ARGUMENT', 'refused'],
  ['RESOURCE_EXHAUSTED', 'over-quota'],
  ['UNAVAILABLE', 'unavailable'],
  ['INTERNAL', 'unavailable'],
])('%s at the start is told as %s, with the words of the service', async (code, failure) => {
  const sandbox = await speechSandbox();
  sandbox.trouble({ kind: 'error', code, message: 'for a reason' });
  const ear = listen(speechAdapter(sandbox.endpoint).speech);
  expect(await ear.ended()).toEqual({ kind: 'failed', failure, detail: expect.stringContaining('for a reason') });
});

test('an error in the middle comes after the words that were heard, once', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('hello there');
  sandbox.book.register(said);
  sandbox.trouble({ kind: 'error', code: 'INTERNAL', afterMs: 300 });
  const ear = listen(speechAdapter(sandbox.endpoint).speech);
  ear.stream.write(said.audio);
  expect(await ear.ended()).toMatchObject({ kind: 'failed', failure: 'unavailable' });
  expect(ear.results.at(-1)?.text).toBe('hello there');
  ear.stream.write(silence(200));
  ear.stream.end();
  expect(ear.ends).toHaveLength(1);
});

test('a model that is refused in the middle is no reason to leave the step', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('hello');
  sandbox.book.register(said);
  sandbox.trouble({ kind: 'error', code: 'INVALID_ARGUMENT', message: 'the model is tired', afterMs: 300 });
  const { speech, warnings } = speechAdapter(sandbox.endpoint);
  const ear = listen(speech);
  ear.stream.write(said.audio);
  expect(await ear.ended()).toMatchObject({ kind: 'failed', failure: 'refused' });
  expect(warnings).toEqual([]);
});

test('the limit of 305 seconds and a stream without audio are told apart from an outage', async () => {
  const limited = await speechSandbox({ streamLimitMs: 200 });
  expect(await listen(speechAdapter(limited.endpoint).speech).ended()).toMatchObject({ failure: 'time-limit' });
  const hungry = await speechSandbox({ idleLimitMs: 200 });
  expect(await listen(speechAdapter(hungry.endpoint).speech).ended()).toMatchObject({ failure: 'starved' });
});

test('nobody listening at the address is an outage, told at once; the first stream after it is served', async () => {
  const gone = await speechSandbox();
  await gone.close();
  const { speech } = speechAdapter(gone.endpoint);
  expect(await listen(speech).ended()).toMatchObject({ failure: 'unavailable' });
  await speechSandbox({ port: gone.port });
  const { stream, ended } = listen(speech);
  stream.end();
  expect(await ended()).toEqual({ kind: 'ended' });
});

test('a deaf stream that is abandoned ends at once, and the next one has a connection of its own', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('hello');
  sandbox.book.register(said);
  sandbox.trouble({ kind: 'deaf', times: 1 });
  const { speech } = speechAdapter(sandbox.endpoint);
  const deaf = listen(speech);
  deaf.stream.write(said.audio);
  await until('the audio', async () => sandbox.streams()[0]?.audioMs === 300);
  deaf.stream.abandon();
  expect(deaf.ends).toEqual([{ kind: 'ended' }]);
  const next = listen(speech);
  next.stream.write(said.audio);
  next.stream.end();
  await next.ended();
  expect([deaf.results, next.finals()]).toEqual([[], ['hello']]);
  await until('the deaf one to be gone', async () => sandbox.streams()[0]?.outcome !== undefined);
});

test('without credentials a stream fails like every other, and the process lives', async () => {
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/key.json');
  onTestFinished(() => void vi.unstubAllEnvs());
  const ladder = [{ languageCode: 'en-US', model: 'default' }];
  const speech = createGoogleSpeech({ access: { kind: 'google' }, ladder }, { warn: () => undefined });
  onTestFinished(() => speech.close());
  const ear = listen(speech);
  ear.stream.write(silence(200));
  expect(await ear.ended()).toMatchObject({ kind: 'failed', detail: expect.stringContaining('/nowhere/key.json') });
});
