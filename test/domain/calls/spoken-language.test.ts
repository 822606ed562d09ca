import { expect, test } from 'vitest';
import { languageAfter } from '../../../src/domain/calls/spoken-language.ts';

test.each([
  ['he', 'I would like to book', 'en'],
  ['en', 'אני רוצה לקבוע תור', 'he'],
  ['he', 'אפשר באנגלית?', 'en'],
  ['he', 'Can we speak English', 'en'],
  ['en', 'can you switch to hebrew', 'he'],
  ['en', 'עברית בבקשה', 'he'],
  ['he', 'לא באנגלית', 'he'],
  ['he', 'Waze Bit', 'he'],
  ['he', 'אני גר ליד Azrieli Mall Tel Aviv', 'he'],
  ['en', 'שלום', 'en'],
] as const)('in a call in %s "%s" leads to %s', (current, text, next) => {
  expect(languageAfter(text, current)).toBe(next);
});
