import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spokenWords } from '../../../src/domain/calls/spoken-words.ts';

test.each([
  ['We meet on 2026-03-27.', 'We meet on March twenty-seventh, twenty twenty-six.'],
  ['On 5/3 or 12.4.2026?', 'On March fifth or April twelfth, twenty twenty-six?'],
  ['At 17:30', 'At five thirty in the afternoon'],
  ['At 9:00 or 9:05.', 'At nine in the morning or nine oh five in the morning.'],
  ['At 12:00', 'At twelve in the afternoon'],
  [
    'It opens at 5pm and closes at 11:15 p.m.',
    'It opens at five in the afternoon and closes at eleven fifteen at night',
  ],
  ['Open 9:00-17:00', 'Open nine in the morning to five in the afternoon'],
  ['It costs ₪120.', 'It costs one hundred twenty shekels.'],
  ['It costs 1,250 NIS or $5.50', 'It costs one thousand two hundred fifty shekels or five dollars and fifty cents'],
  ['1 ₪ and $0.99', 'one shekel and ninety-nine cents'],
  ['Call 054-123-4567.', 'Call zero five four, one two three, four five six seven.'],
  ['Call 0541234567', 'Call zero five four, one two three, four five six seven'],
  ['Call +972541234567', 'Call plus nine seven, two five four, one two three, four five six seven'],
  ['Call 03-123-4567', 'Call zero three, one two three, four five six seven'],
  ['20% off, 3-5 days, 2.5 hours', 'twenty percent off, three to five days, two point five hours'],
  ['Order 48213907', 'Order four eight two one three nine zero seven'],
  ['**Sure!** See [our page](https://example.com/a?b=1) or https://example.com.', 'Sure! See our page or the link.'],
  ['1. First\n2. Second', 'First\nSecond'],
  ['Write to dana.levi@example.com', 'Write to dana dot levi at example dot com'],
  ['Great 👍🏽 see you', 'Great see you'],
])('in English "%s" is spoken: "%s"', (text, spoken) => {
  expect(spokenWords(text, 'en')).toBe(spoken);
});

test.each([
  ['ניפגש ב-27.3.2026.', 'ניפגש בעשרים ושבעה במרץ אלפיים עשרים ושש.'],
  ['ב-5/3 בשעה 17:30', 'בחמישה במרץ בשעה חמש וחצי אחר הצהריים'],
  ['מ-9:00 עד 18:00', 'מתשע בבוקר עד שש בערב'],
  ['פתוח 9:00-17:00', 'פתוח תשע בבוקר עד חמש אחר הצהריים'],
  ['ב-12:15', 'בשתים עשרה ורבע בצהריים'],
  ['ב-8:05', 'בשמונה וחמש דקות בבוקר'],
  ['ב-20:45', 'בשמונה וארבעים וחמש בערב'],
  ['זה עולה 120 ש"ח', 'זה עולה מאה ועשרים שקלים'],
  ['זה עולה ₪1,250.50', 'זה עולה אלף מאתיים וחמישים שקלים וחמישים אגורות'],
  ['1 ₪, 2 ₪, 3 שקלים', 'שקל אחד, שני שקלים, שלושה שקלים'],
  ['ב-$15', 'בחמישה עשר דולר'],
  ['המספר הוא 054-123-4567', 'המספר הוא אפס חמש ארבע, אחת שתיים שלוש, ארבע חמש שש שבע'],
  ['20% הנחה', 'עשרים אחוז הנחה'],
  ['יש 21 מקומות, 101 ו-345', 'יש עשרים ואחת מקומות, מאה ואחת ושלוש מאות ארבעים וחמש'],
  ['3000, 11000 ו-2500000', 'שלושת אלפים, אחד עשר אלף ושתיים חמש אפס אפס אפס אפס אפס'],
  ['כתבו אל dana@example.com', 'כתבו אל dana שטרודל example נקודה com'],
  ['ראו https://example.com/x', 'ראו הקישור'],
])('in Hebrew "%s" is spoken: "%s"', (text, spoken) => {
  expect(spokenWords(text, 'he')).toBe(spoken);
});

test('what is spoken has no digit, no markup and no address of a page, whatever is written', () => {
  const piece = fc.oneof(
    fc.stringMatching(/^[\d.,:/+\-–%₪$€ ]{0,12}$/),
    fc.constantFrom('https://a.il/1', '*b*', '# ', 'שלום', 'pm', ' ש"ח', '`x`', '\n', ' NIS '),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom('he' as const, 'en' as const),
      (pieces, language) => {
        expect(spokenWords(pieces.join(''), language)).not.toMatch(/\d|https?:|[*`#]/);
      },
    ),
    { numRuns: 2_000 },
  );
});
