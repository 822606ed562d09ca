import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isOpen,
  localTimeText,
  nextOpening,
  nextOpeningSentence,
  type OpeningHours,
  type OpenSpan,
  openingHoursText,
  WEEKDAYS,
} from '../../../src/domain/conversations/opening-hours.ts';

const day = (opens: string, closes: string): OpenSpan[] => [{ opens, closes }];
const jerusalem = (week: OpeningHours['week']): OpeningHours => ({ timeZone: 'Asia/Jerusalem', week });
const at = (iso: string) => Date.parse(iso);
const iso = (ms: number | undefined) => (ms === undefined ? 'never' : new Date(ms).toISOString());

const SHOP = jerusalem({
  sunday: day('08:00', '17:00'),
  monday: day('08:00', '17:00'),
  friday: day('08:00', '13:00'),
});

test.each([
  ['2026-03-01T05:59:59Z', false],
  ['2026-03-01T06:00:00Z', true],
  ['2026-03-01T14:59:59Z', true],
  ['2026-03-01T15:00:00Z', false],
])('on an ordinary Sunday at %s people are there: %s', (instant, open) => {
  expect(isOpen(SHOP, at(instant))).toBe(open);
});

test('an evening that goes on past midnight is one evening', () => {
  const bar = jerusalem({ thursday: day('20:00', '02:00') });
  // Friday 01:59 and 02:00 in Jerusalem, UTC+2.
  expect([isOpen(bar, at('2026-03-05T23:59:00Z')), isOpen(bar, at('2026-03-06T00:00:00Z'))]).toEqual([true, false]);
});

test('from midnight to midnight is the whole day', () => {
  const always = jerusalem(Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, day('00:00', '00:00')])));
  fc.assert(fc.property(fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), (ms) => isOpen(always, ms)));
});

test('2026-03-27: the clocks jump from 02:00 to 03:00, and the day still opens at 08:00 local time', () => {
  expect(iso(nextOpening(SHOP, at('2026-03-26T20:00:00Z')))).toBe('2026-03-27T05:00:00.000Z');
  expect(iso(nextOpening(SHOP, at('2026-03-24T20:00:00Z')))).toBe('2026-03-27T05:00:00.000Z');
});

test('2026-03-27: an opening in the hour that is skipped is at the jump', () => {
  const night = jerusalem({ friday: day('02:30', '04:00') });
  expect(iso(nextOpening(night, at('2026-03-26T20:00:00Z')))).toBe('2026-03-27T00:00:00.000Z');
});

test('2026-10-25: the hour from 01:00 is there twice, and both times count', () => {
  const night = jerusalem({ sunday: day('01:15', '01:45') });
  const opening = nextOpening(night, at('2026-10-24T20:00:00Z'));
  expect(iso(opening)).toBe('2026-10-24T22:15:00.000Z');
  expect(isOpen(night, at('2026-10-24T22:50:00Z'))).toBe(false);
  expect(iso(nextOpening(night, at('2026-10-24T22:50:00Z')))).toBe('2026-10-24T23:15:00.000Z');
});

test('2026-10-25: the day opens at 08:00 local time, an hour later in UTC than the week before', () => {
  expect(iso(nextOpening(SHOP, at('2026-10-18T00:00:00Z')))).toBe('2026-10-18T05:00:00.000Z');
  expect(iso(nextOpening(SHOP, at('2026-10-25T00:30:00Z')))).toBe('2026-10-25T06:00:00.000Z');
});

test('a business without hours never opens', () => {
  expect(nextOpening(jerusalem({}), at('2026-03-01T00:00:00Z'))).toBeUndefined();
  expect(nextOpeningSentence(jerusalem({}), at('2026-03-01T00:00:00Z'), 'he')).toBeUndefined();
});

test('the next opening is the first minute at which people are there, also around clock changes', () => {
  const MINUTE = 60_000;
  const quarter = fc
    .integer({ min: 0, max: 95 })
    .map((n) => `${String(n >> 2).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`);
  const spans = fc.array(fc.record({ opens: quarter, closes: quarter }), { maxLength: 2 });
  const week = fc.record(Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, spans])));
  const start = fc
    .tuple(
      fc.constantFrom('2026-03-26T18:00Z', '2026-10-24T18:00Z', '2026-06-01T00:00Z'),
      fc.integer({ min: 0, max: 96 }),
    )
    .map(([base, quarters]) => at(base) + quarters * 15 * MINUTE);
  fc.assert(
    fc.property(week, start, (days, from) => {
      const hours = jerusalem(days);
      const opening = nextOpening(hours, from);
      const horizon = Math.min(opening ?? Number.POSITIVE_INFINITY, from + 2 * 24 * 60 * MINUTE);
      for (let ms = from; ms < horizon; ms += 15 * MINUTE) expect(isOpen(hours, ms)).toBe(false);
      if (opening !== undefined) expect(isOpen(hours, opening)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['2026-03-01T03:00:00Z', 'he', 'הצוות חוזר היום ב-08:00.'],
  ['2026-03-01T16:00:00Z', 'he', 'הצוות חוזר מחר ב-08:00.'],
  ['2026-03-02T16:00:00Z', 'he', 'הצוות חוזר ביום שישי ב-08:00.'],
  ['2026-03-01T03:00:00Z', 'en', 'The team is back today at 08:00.'],
  ['2026-03-01T16:00:00Z', 'en', 'The team is back tomorrow at 08:00.'],
  ['2026-03-02T16:00:00Z', 'en', 'The team is back on Friday at 08:00.'],
] as const)('at %s, in %s, the customer hears: %s', (instant, language, sentence) => {
  expect(nextOpeningSentence(SHOP, at(instant), language)).toBe(sentence);
});

test('while people are there nobody is told when they are back', () => {
  expect(nextOpeningSentence(SHOP, at('2026-03-01T08:00:00Z'), 'en')).toBeUndefined();
});

test('a week away is said with the date', () => {
  const sundays = jerusalem({ sunday: day('08:00', '17:00') });
  expect(nextOpeningSentence(sundays, at('2026-03-01T16:00:00Z'), 'en')).toBe(
    'The team is back on Sunday, March 8, at 08:00.',
  );
});

test('a prompt gets the hours and the local time', () => {
  expect(openingHoursText(jerusalem({ friday: day('08:00', '13:00') }))).toBe(
    'friday 08:00-13:00\n(Asia/Jerusalem; closed otherwise)',
  );
  expect(localTimeText('Asia/Jerusalem', at('2026-03-27T06:15:00Z'))).toBe('Friday 2026-03-27 09:15');
});
