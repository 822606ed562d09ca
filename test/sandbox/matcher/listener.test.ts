import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_BYTES, SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { mulaw } from '../../../src/sandbox/audio/mulaw.ts';
import { createListener } from '../../../src/sandbox/matcher/listener.ts';
import { createPhraseBook, type Phrase } from '../../../src/sandbox/matcher/phrases.ts';
import { joined, phrase, sound } from './speech.ts';

const VOCABULARY = ['yes', 'no', 'my', 'name', 'is', 'dana', 'שלום', 'four', 'five', 'now'];
const spoken = fc.array(fc.constantFrom(...VOCABULARY), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const seconds = (count: number) => new Uint8Array(count * 8_000).fill(SILENCE);

function bookOf(...phrases: Phrase[]) {
  const book = createPhraseBook();
  for (const one of phrases) book.register(one);
  return book;
}

/** What a listener makes of the audio when it comes in messages of these lengths, over and over. */
function heard(book: ReturnType<typeof createPhraseBook>, audio: Uint8Array, cuts: readonly number[] = [800]) {
  const listener = createListener(book);
  for (let at = 0, turn = 0; at < audio.length; turn++) {
    const length = cuts[turn % cuts.length] ?? 800;
    listener.hear(audio.subarray(at, at + length));
    at += length;
  }
  return listener;
}
const text = (listener: ReturnType<typeof createListener>) =>
  listener
    .words()
    .map((word) => word.text)
    .join(' ');

const withoutFrames = (audio: Uint8Array, lost: ReadonlySet<number>) =>
  audio.filter((_, index) => !lost.has(Math.floor(index / FRAME_BYTES)));

test('phrases in any order, cut anywhere, are heard word for word', () => {
  fc.assert(
    fc.property(
      fc.array(spoken, { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0, max: 3_000 }),
      (sentences, cuts, silence) => {
        const phrases = sentences.map((words) => phrase(words));
        const pause = new Uint8Array(silence).fill(SILENCE);
        const audio = joined(pause, ...phrases.flatMap((one) => [one, pause]));
        expect(text(heard(bookOf(...phrases), audio, cuts))).toBe(sentences.join(' '));
      },
    ),
  );
});

test('each word lies in the stream where its audio was', () => {
  const said = phrase('my name is');
  const [, name] = heard(bookOf(said), joined(seconds(1), said)).words();
  expect(name).toMatchObject({ text: 'name', from: 8_000 + 16 * FRAME_BYTES, to: 8_000 + 31 * FRAME_BYTES, share: 1 });
});

test('audio that was decoded to LINEAR16 and encoded again is heard all the same', () => {
  fc.assert(
    fc.property(spoken, (sentence) => {
      const { audio, ...rest } = phrase(sentence);
      // A soft voice crosses zero all the time, and LINEAR16 knows one zero only.
      const soft = { ...rest, audio: audio.map((sample, index) => (index % 10 === 0 ? 0x7f : sample)) };
      expect(text(heard(bookOf(soft), mulaw.encode(mulaw.decode(soft.audio))))).toBe(sentence);
    }),
  );
});

test('with frames lost here and there, the words with six tenths of their frames are heard and no others', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...VOCABULARY), { minLength: 2, maxLength: 6 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { maxLength: 60 }),
      fc.boolean(),
      (words, frames, padded) => {
        const said = phrase(words.join(' '));
        const lost = new Set(frames);
        const silenced = said.audio.map((byte, index) => (lost.has(Math.floor(index / FRAME_BYTES)) ? SILENCE : byte));
        const result = heard(bookOf(said), padded ? silenced : withoutFrames(said.audio, lost)).words();
        const arrived = said.words.map(({ fromFrame, toFrame }) => {
          const all = Array.from({ length: toFrame - fromFrame }, (_, index) => fromFrame + index);
          return all.filter((frame) => !lost.has(frame)).length / all.length;
        });
        const sure = said.words.filter((_, index) => (arrived[index] ?? 0) >= 0.6).map((word) => word.text);
        expect(result.map((word) => word.text)).toEqual(sure);
      },
    ),
    { numRuns: 300 },
  );
});

test('a word is heard as soon as six tenths of it came, not before', () => {
  const said = phrase('dana', 20);
  expect(text(heard(bookOf(said), said.audio.subarray(0, 12 * FRAME_BYTES)))).toBe('dana');
  expect(text(heard(bookOf(said), said.audio.subarray(0, 11 * FRAME_BYTES)))).toBe('');
});

test('audio nobody registered, silence, and known audio that was garbled give nothing', () => {
  const said = phrase('my name is dana');
  const book = bookOf(said);
  expect(text(heard(book, sound('a stranger', 200)))).toBe('');
  expect(text(heard(book, seconds(5)))).toBe('');
  expect(
    text(
      heard(
        book,
        said.audio.map((byte, index) => (index % 20 === 0 ? byte ^ 1 : byte)),
      ),
    ),
  ).toBe('');
});

test('two words that sound alike are told apart by the phrase around them, also before the difference is heard', () => {
  const [two, too] = [phrase('two/tu five'), phrase('too/tu now')];
  const book = bookOf(two, too);
  expect(text(heard(book, joined(two, seconds(1), too)))).toBe('two five too now');
  const holed = joined(two).fill(SILENCE, 15 * FRAME_BYTES, 18 * FRAME_BYTES);
  expect(text(heard(book, holed))).toBe('two five');
});

test('a phrase said twice is heard twice, and one that was cut off and begun anew from the start of the cut', () => {
  const said = phrase('yes my name');
  const book = bookOf(said);
  expect(text(heard(book, joined(said, seconds(1), said)))).toBe('yes my name yes my name');
  expect(text(heard(book, joined(said.audio.subarray(0, 18 * FRAME_BYTES), said)))).toBe('yes yes my name');
});

test('a phrase registered up to two seconds after it was heard is found', () => {
  fc.assert(
    fc.property(spoken, fc.integer({ min: 0, max: 2_000 }), (late, silence) => {
      const [known, unknown] = [phrase('now'), phrase(late)];
      const book = bookOf(known);
      const audio = joined(known, new Uint8Array(silence).fill(SILENCE), unknown);
      fc.pre(unknown.audio.length < 16_000);
      const listener = heard(book, audio);
      const before = listener.news();
      book.register(unknown);
      // What consists of the known word alone was heard before.
      if (late.split(' ').some((word) => word !== 'now')) expect(listener.news()).toBeGreaterThan(before);
      expect(text(listener)).toBe(`now ${late}`);
    }),
  );
});

test('what is settled is not told again, and the rest of the stream is', () => {
  const said = phrase('my name is dana');
  const listener = createListener(bookOf(said));
  listener.hear(said.audio.subarray(0, 31 * FRAME_BYTES));
  listener.settle(listener.heardBytes());
  expect(text(listener)).toBe('');
  listener.hear(said.audio.subarray(31 * FRAME_BYTES));
  expect(text(listener)).toBe('is dana');
});

test('a stream of an hour in one piece is no different', () => {
  const said = phrase('my name is dana');
  const listener = createListener(bookOf(said));
  for (let minute = 0; minute < 60; minute++) listener.hear(seconds(60));
  listener.hear(said.audio);
  expect(text(listener)).toBe('my name is dana');
});
