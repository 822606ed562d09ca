import { afterAll, expect, test } from 'vitest';
import { FRAME_BYTES } from '../../src/sandbox/audio/frames.ts';
import { createListener } from '../../src/sandbox/matcher/listener.ts';
import { createPhraseBook } from '../../src/sandbox/matcher/phrases.ts';
import { createSpeaker } from '../../src/sandbox/speaker/speaker.ts';

const speaker = createSpeaker();
afterAll(speaker.close);

test.each([
  ['he-IL', 'שלום, קוראים לי דנה לוי.'],
  ['en-US', 'Hello, my name is Dana & my number is 054.'],
])('a text in %s becomes audio whose every word can be heard', async (language, text) => {
  const phrase = await speaker.speak(text, language);
  const book = createPhraseBook();
  book.register(phrase);
  const listener = createListener(book);
  listener.hear(phrase.audio);
  expect(listener.words().map((word) => word.text)).toEqual(text.split(' ').filter((word) => word !== '&'));
  expect(phrase.audio.length % FRAME_BYTES).toBe(0);
});

test('a word spoken once is spoken at once the next time, and sounds the same', async () => {
  const first = await speaker.speak('good morning', 'en-US');
  const startedAt = performance.now();
  const again = await speaker.speak('Morning good', 'en-US');
  expect(performance.now() - startedAt).toBeLessThan(50);
  const [good] = first.words;
  const [, repeated] = again.words;
  const sound = ({ audio }: typeof first, word: typeof good) =>
    Buffer.from(audio.subarray((word?.fromFrame ?? 0) * FRAME_BYTES, (word?.toFrame ?? 0) * FRAME_BYTES));
  expect(sound(again, repeated).equals(sound(first, good))).toBe(true);
});

test('a language without a voice is refused by name', async () => {
  await expect(speaker.speak('bonjour', 'fr-FR')).rejects.toThrow('no voice for fr-FR');
});

test('a text that takes too long fails, and the next one is spoken', async () => {
  const hasty = createSpeaker({ deadlineMs: 1 });
  await expect(hasty.speak('something new', 'en-US')).rejects.toThrow('within 1 ms');
  await hasty.close();
  expect((await speaker.speak('something new', 'en-US')).words).toHaveLength(2);
});
