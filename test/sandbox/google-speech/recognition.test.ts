import { expect, test } from 'vitest';
import { SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { mulaw } from '../../../src/sandbox/audio/mulaw.ts';
import { until } from '../../support/until.ts';
import { joined, phrase } from '../matcher/speech.ts';
import { openStream, speechClient, speechSandbox } from './speech-client.ts';

const silence = (ms: number) => new Uint8Array(ms * 8).fill(SILENCE);

test('registered words come back as growing interims and one final, ending where their audio ended', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('my name is dana');
  sandbox.book.register(said);
  const stream = openStream(speechClient(sandbox.port));
  stream.send(joined(silence(500), said, silence(1_000)));
  await until('a final', async () => stream.finals().length > 0);
  const words = stream.interims().map(({ text }) => text);
  expect([...new Set(words)]).toEqual(['my', 'my name', 'my name is', 'my name is dana']);
  expect(stream.results.at(-1)).toMatchObject({ text: 'my name is dana', endMs: 500 + (15 * 4 + 3) * 20 });
});

test('an interim result that stays as it is becomes stable', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('yes');
  sandbox.book.register(said);
  const stream = openStream(speechClient(sandbox.port));
  stream.send(joined(said, silence(600)));
  await until('two interims', async () => stream.interims().length === 2);
  expect(stream.interims().map(({ text }) => text)).toEqual(['yes', 'yes']);
  expect(stream.interims()[0]?.stability).toBeLessThan(0.5);
  expect(stream.interims()[1]?.stability).toBeGreaterThan(0.8);
});

test('two sentences with a pause between them are two finals, and closing our side gives what is left', async () => {
  const sandbox = await speechSandbox();
  const [first, second] = [phrase('my name is dana'), phrase('four five')];
  sandbox.book.register(first);
  sandbox.book.register(second);
  const stream = openStream(speechClient(sandbox.port));
  stream.send(joined(first, silence(900), second));
  stream.half();
  expect(await stream.ended()).toEqual({ kind: 'ended' });
  expect(stream.finals()).toEqual(['my name is dana', 'four five']);
  expect(sandbox.streams()).toMatchObject([{ finals: ['my name is dana', 'four five'], outcome: 'OK' }]);
});

test('LINEAR16 is heard as well, and words have their times when asked for', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('name is');
  sandbox.book.register(said);
  const stream = openStream(speechClient(sandbox.port), {
    config: { encoding: 'LINEAR16', enableWordTimeOffsets: true },
  });
  const samples = mulaw.decode(joined(silence(200), said));
  stream.send(new Uint8Array(samples.buffer), 1_600);
  stream.half();
  await stream.ended();
  const words = stream.raw.at(-1)?.results?.[0]?.alternatives?.[0]?.words ?? [];
  expect(words.map(({ word, startTime, endTime }) => [word, startTime?.nanos, endTime?.nanos])).toEqual([
    ['name', 200_000_000, 500_000_000],
    ['is', 520_000_000, 820_000_000],
  ]);
});

test('results come no sooner than their delays, in order', async () => {
  const sandbox = await speechSandbox({ interimDelayMs: 150, finalDelayMs: 400 });
  const said = phrase('yes');
  sandbox.book.register(said);
  const stream = openStream(speechClient(sandbox.port));
  stream.send(joined(said, silence(800), said));
  await until('both', async () => stream.results.length >= 4);
  expect(stream.interims()[0]?.atMs).toBeGreaterThan(148);
  expect(stream.results.find(({ isFinal }) => isFinal)?.atMs).toBeGreaterThan(398);
  expect(stream.results.findIndex(({ isFinal }) => isFinal)).toBe(2);
});

test('punctuation is told only to those who ask for it', async () => {
  const sandbox = await speechSandbox();
  const said = phrase("Hello, Dana! It's four.");
  sandbox.book.register(said);
  const finals = async (enableAutomaticPunctuation: boolean) => {
    const stream = openStream(speechClient(sandbox.port), { config: { enableAutomaticPunctuation } });
    stream.send(said.audio);
    stream.half();
    await stream.ended();
    return stream.finals();
  };
  expect(await finals(true)).toEqual(["Hello, Dana! It's four."]);
  expect(await finals(false)).toEqual(["Hello Dana It's four"]);
});

test('nobody’s audio gives no result, and another language is heard with little confidence', async () => {
  const sandbox = await speechSandbox();
  const hebrew = phrase('שלום', 15, 'he-IL');
  sandbox.book.register(hebrew);
  const deaf = openStream(speechClient(sandbox.port));
  deaf.send(joined(phrase('never registered'), silence(1_000)));
  deaf.half();
  await deaf.ended();
  expect(deaf.results).toEqual([]);
  const confidence = async (languageCode: string) => {
    const stream = openStream(speechClient(sandbox.port), { config: { languageCode } });
    stream.send(hebrew.audio);
    stream.half();
    await stream.ended();
    return stream.raw.at(-1)?.results?.[0]?.alternatives?.[0]?.confidence;
  };
  expect(await confidence('en-US')).toBeLessThan(0.5);
  expect(await confidence('iw-IL')).toBeGreaterThan(0.9);
});

test('any other program can say over HTTP what it is going to say', async () => {
  const sandbox = await speechSandbox();
  const { audio, words, language } = phrase('my own voice');
  const post = (body: object) =>
    fetch(`${sandbox.url}/sandbox/speech/phrases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const mulawBase64 = Buffer.from(audio).toString('base64');
  expect((await post({ mulaw: mulawBase64, words, language })).status).toBe(204);
  const outside = await post({ mulaw: mulawBase64, words: [{ text: 'x', fromFrame: 0, toFrame: 4_000 }], language });
  expect([outside.status, await outside.text()]).toEqual([400, expect.stringContaining('outside the audio')]);
  const stream = openStream(speechClient(sandbox.port));
  stream.send(audio);
  stream.half();
  await stream.ended();
  expect(stream.finals()).toEqual(['my own voice']);
});

test('audio that arrives before its words are registered is heard once they are', async () => {
  const sandbox = await speechSandbox();
  const said = phrase('late');
  const stream = openStream(speechClient(sandbox.port));
  stream.send(said.audio);
  await until('the audio', async () => (sandbox.streams()[0]?.audioMs ?? 0) >= 300);
  sandbox.book.register(said);
  stream.send(silence(100));
  await until('the word', async () => stream.interims()[0]?.text === 'late');
});
