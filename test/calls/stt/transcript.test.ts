import { expect, test } from 'vitest';
import { EMPTY_TRANSCRIPT, handOver, noteResult, takeWords, textOf } from '../../../src/calls/stt/transcript.ts';

const interim = (text: string, transcript = EMPTY_TRANSCRIPT) => noteResult(transcript, text, false);
const final = (text: string, transcript = EMPTY_TRANSCRIPT) => noteResult(transcript, text, true);

test('interims replace each other, finals stay', () => {
  expect(textOf(interim('I need a', interim('I knee')))).toBe('I need a');
  expect(textOf(interim('tomorrow', final('I need a plumber')))).toBe('I need a plumber tomorrow');
});

test('words taken before they were final do not come again with the final result', () => {
  const taken = takeWords(interim('I need a plumber'));
  expect(textOf(taken)).toBe('');
  expect(textOf(final('I need a plumber', taken))).toBe('');
  expect(textOf(final('I need a plumber tomorrow', taken))).toBe('tomorrow');
  expect(textOf(final('thank you', final('I need a plumber', taken)))).toBe('thank you');
});

test('an interim that becomes shorter after it was taken brings nothing back', () => {
  const taken = takeWords(interim('one two three'));
  expect(textOf(takeWords(interim('one two', taken)))).toBe('');
  expect(textOf(interim('one two three four', takeWords(interim('one two', taken))))).toBe('four');
});

test.each([
  ['a table for two', ''],
  ['a table for two people', 'people'],
  ['table', ''],
  ['able for two people', 'people'],
  ['people', 'people'],
])('after a hand-over in "book a table for two", the new stream’s "%s" brings "%s"', (words, brings) => {
  const handed = takeWords(handOver(interim('book a table for two'), [], []));
  expect(textOf(interim(words, handed))).toBe(brings);
});

test('what both streams have settled may be said again and counts', () => {
  const handed = takeWords(handOver(final('yes please'), ['yes', 'please'], ['yes', 'please']));
  expect(textOf(interim('yes', handed))).toBe('yes');
});
