// The adapter over Google's own client and the sandbox's wire: what is heard, in which messages, on which step.
import { expect, test } from 'vitest';
import { FRAME_BYTES, SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { speechSandbox } from '../../sandbox/google-speech/speech-client.ts';
import { joined, phrase } from '../../sandbox/matcher/speech.ts';
import { until } from '../../support/until.ts';
import { listen, speechAdapter } from './ear.ts';

const silence = (ms: number) => new Uint8Array(ms * 8).fill(SILENCE);

function frames(audio: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(audio.length / FRAME_BYTES) }, (_, index) =>
    audio.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES),
  );
}

test('words come as growing interims, then as a final with the place at which it ends', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('My name is Dana.');
  sandbox.book.register(said);
  const { speech } = speechAdapter(sandbox.endpoint);
  const ear = listen(speech);
  for (const frame of frames(joined(silence(500), said, silence(1_000)))) ear.stream.write(frame);
  await until('a final', async () => ear.finals().length > 0);
  const interims = ear.results.filter(({ kind }) => kind === 'interim').map(({ text }) => text);
  expect([...new Set(interims)]).toEqual(['My', 'My name', 'My name is', 'My name is Dana.']);
  const last = ear.results.at(-1);
  expect(last).toMatchObject({ kind: 'final', text: 'My name is Dana.', endMs: 500 + (15 * 4 + 3) * 20 });
  expect(ear.ends).toEqual([]);
});

test('frames are sent in messages of 100 ms; a flush sends what is held back, and the end the rest', async () => {
  const sandbox = await speechSandbox();
  const { speech } = speechAdapter(sandbox.endpoint);
  const { stream, ended } = listen(speech);
  const record = () => sandbox.streams()[0];
  for (const frame of frames(silence(140))) stream.write(frame);
  await until('a message', async () => record()?.messages === 1);
  expect(record()?.audioMs).toBe(100);
  stream.flush();
  await until('the rest', async () => record()?.messages === 2);
  stream.write(silence(1_010));
  stream.end();
  expect(await ended()).toEqual({ kind: 'ended' });
  expect(record()).toMatchObject({ audioMs: 1_150, longestMessageMs: 100, outcome: 'OK' });
});

test('the end of the audio brings what is left as a final, before the end of the stream is told once', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('four five');
  sandbox.book.register(said);
  const ear = listen(speechAdapter(sandbox.endpoint).speech);
  ear.stream.write(said.audio);
  ear.stream.end();
  await ear.ended();
  expect(ear.finals()).toEqual(['four five']);
  ear.stream.write(silence(100));
  ear.stream.end();
  ear.stream.abandon();
  expect(ear.ends).toEqual([{ kind: 'ended' }]);
});

test('a step that Google refuses by name is left for good and logged once, and no word is lost on the way', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('קוראים לי דנה', 15, 'he-IL');
  sandbox.book.register(said);
  const { speech, warnings } = speechAdapter(sandbox.endpoint);
  const ears = [listen(speech, 'he'), listen(speech, 'he')];
  for (const { stream } of ears) stream.write(said.audio);
  for (const { stream } of ears) stream.end();
  for (const ear of ears) {
    expect(await ear.ended()).toEqual({ kind: 'ended' });
    expect(ear.finals()).toEqual(['קוראים לי דנה']);
  }
  const later = listen(speech, 'he');
  later.stream.end();
  await later.ended();
  expect(sandbox.streams().map(({ config }) => config?.model)).toEqual([
    undefined,
    undefined,
    ...Array(3).fill('default'),
  ]);
  expect(warnings).toEqual([
    { languageCode: 'iw-IL', model: 'phone_call', why: expect.stringContaining('not supported') },
  ]);
});

test('when every step of a language is refused, the stream fails and says so; other languages go on', async () => {
  const sandbox = await speechSandbox();
  const message = 'Invalid recognition config: bad language code.';
  for (const languageCode of ['iw-IL', 'he-IL']) {
    sandbox.trouble({ kind: 'error', code: 'INVALID_ARGUMENT', message, languageCode });
  }
  const { speech, warnings } = speechAdapter(sandbox.endpoint);
  const refused = { kind: 'failed', failure: 'refused', detail: expect.stringContaining('bad language') };
  expect(await listen(speech, 'he').ended()).toEqual(refused);
  expect(await listen(speech, 'he').ended()).toMatchObject({ kind: 'failed', failure: 'refused' });
  expect(warnings).toHaveLength(3);
  const english = listen(speech, 'en');
  english.stream.end();
  expect(await english.ended()).toEqual({ kind: 'ended' });
});

test('the 101st stream does not wait: each connection carries fifty, and the spare ones close when the crowd has gone', async () => {
  const sandbox = await speechSandbox();
  const { speech } = speechAdapter(sandbox.endpoint);
  const ears = Array.from({ length: 120 }, () => listen(speech));
  for (const { stream } of ears) stream.write(silence(100));
  await until('all to be served', async () => sandbox.streams().filter(({ audioMs }) => audioMs > 0).length === 120);
  for (const { stream } of ears) stream.end();
  for (const ear of ears) expect(await ear.ended()).toEqual({ kind: 'ended' });
  const next = listen(speech);
  next.stream.end();
  expect(await next.ended()).toEqual({ kind: 'ended' });
});
