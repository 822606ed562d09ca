import { expect, test } from 'vitest';
import { languageOf } from '../../../src/domain/conversations/language.ts';

test.each([
  ['שלום, יש לי נזילה', 'he'],
  ['Hi, my sink is leaking', 'en'],
  ['צריך טכנאי ל-Samsung Ecobubble washing machine', 'he'],
  ['I live on רחוב הרצל in Holon, can you come today please', 'en'],
  ['https://maps.app/xyz תבואו לכאן', 'he'],
] as const)('"%s" is written in %s', (text, language) => {
  expect(languageOf([text], language === 'he' ? 'en' : 'he')).toBe(language);
});

test.each(['ok', '👍', '0501234567', '', '[voice note]', 'dana@example.com'])(
  '"%s" says nothing about the language, so an earlier text does',
  (text) => {
    expect(languageOf([text, 'תודה רבה', 'hello there'], 'en')).toBe('he');
  },
);

test('the longest of texts is judged at once', () => {
  const texts = ['a@', '.com', 'TEL:', '[[['].map((piece) => piece.repeat(50_000));
  const started = performance.now();
  for (const text of texts) languageOf([text], 'he');
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('with nothing written the business’s language holds', () => {
  expect([languageOf(['👍'], 'en'), languageOf([], 'he')]).toEqual(['en', 'he']);
});
