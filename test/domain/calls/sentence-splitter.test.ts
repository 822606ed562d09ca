import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSentenceSplitter } from '../../../src/domain/calls/sentence-splitter.ts';

function split(...tokens: string[]): string[] {
  const splitter = createSentenceSplitter();
  return [...tokens.flatMap((token) => splitter.push(token)), ...splitter.end()];
}

test.each([
  ['Yes. We are open! Until six?', ['Yes.', 'We are open!', 'Until six?']],
  ['It costs 3.50 shekels. Okay?', ['It costs 3.50 shekels.', 'Okay?']],
  ['Ask Dr. Levi or Mr. Cohen. Bye.', ['Ask Dr. Levi or Mr. Cohen.', 'Bye.']],
  ['Come at 5 p.m. or at 6.', ['Come at 5 p.m. or at 6.']],
  ['1. First\n2. Second', ['1. First', '2. Second']],
  ['שלום. אנחנו פתוחים עד שש! מתאים?', ['שלום.', 'אנחנו פתוחים עד שש!', 'מתאים?']],
  ['He said "no." Then he left.', ['He said "no."', 'Then he left.']],
  ['Really?! Well… yes', ['Really?!', 'Well…', 'yes']],
  ['', []],
])('"%s" is said in %j', (text, sentences) => {
  expect(split(text)).toEqual(sentences);
});

test('a sentence is given as soon as it is known to be whole, and no sooner', () => {
  const splitter = createSentenceSplitter();
  expect(splitter.push('It is 3.')).toEqual([]);
  expect(splitter.push('5 now.')).toEqual([]);
  expect(splitter.push(' And')).toEqual(['It is 3.5 now.']);
  expect(splitter.end()).toEqual(['And']);
});

test('a sentence that goes on and on is said in parts', () => {
  const long = Array.from({ length: 12 }, (_, index) => `and this is part ${index} of it`).join(', ');
  expect(split(long).length).toBeGreaterThan(1);
  expect(split(long).join(' ')).toBe(long);
});

test('whatever the tokens, nothing is lost and the cut is the same', () => {
  const token = fc.constantFrom('Yes', '. ', 'no', '! ', ' 3.5', '\n', ' Dr. ', '?', ' ', 'שלום', ', ');
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
      const sentences = split(...tokens);
      const bare = (text: string): string => text.replace(/\s+/g, '');
      expect(bare(sentences.join(''))).toBe(bare(tokens.join('')));
      expect(sentences.every((sentence) => sentence.trim() === sentence && sentence !== '')).toBe(true);
    }),
  );
});
