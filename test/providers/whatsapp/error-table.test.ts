import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isClearRefusal, meaningOf, verdictFor } from '../../../src/providers/whatsapp/error-table.ts';

const LISTED = [
  0, 1, 2, 3, 4, 10, 33, 100, 104, 190, 200, 299, 368, 80007, 130429, 130472, 130497, 131000, 131005, 131008, 131009,
  131016, 131021, 131026, 131031, 131037, 131042, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053,
  131056, 131057, 131062, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 133010, 133016,
];
const DAY_MS = 24 * 60 * 60 * 1_000;

const code = fc.oneof(fc.constantFrom(...LISTED), fc.integer());
const attempt = fc.integer({ min: -5, max: 1_000 });
const wait = fc.integer({ min: 0, max: 2 * DAY_MS });

test.each([
  [130429, 'retry'],
  [131056, 'retry'],
  [1, 'retry'],
  [2, 'retry'],
  [131000, 'retry'],
  [131016, 'retry'],
  [131052, 'retry'],
  [4, 'wait-number'],
  [80007, 'wait-number'],
  [131048, 'wait-number'],
  [133016, 'wait-number'],
  [131026, 'give-up'],
  [131049, 'give-up'],
  [131051, 'give-up'],
  [100, 'give-up'],
  [132001, 'give-up'],
  [132015, 'give-up'],
  [131047, 'window-closed'],
  [131050, 'opted-out'],
  [0, 'reconnect'],
  [10, 'reconnect'],
  [190, 'reconnect'],
  [200, 'reconnect'],
  [299, 'reconnect'],
  [131031, 'reconnect'],
  [368, 'reconnect'],
  [131042, 'reconnect'],
])('code %i means %s', (given, kind) => {
  expect(verdictFor(given, 1).kind).toBe(kind);
});

test('a code Meta has not told us about ends the message, and only that message', () => {
  expect(verdictFor(999_999, 1)).toEqual({ kind: 'give-up' });
  expect(verdictFor(300, 1)).toEqual({ kind: 'give-up' });
});

test('the pair limit waits 4^X seconds, X counting from 0', () => {
  expect([1, 2, 3, 4].map((given) => verdictFor(131056, given))).toEqual(
    [1_000, 4_000, 16_000, 64_000].map((afterMs) => ({ kind: 'retry', afterMs })),
  );
});

test('spam reports hold the number for an hour at least and are told apart from mere haste', () => {
  expect(verdictFor(131048, 1)).toEqual({ kind: 'wait-number', afterMs: 60 * 60 * 1_000, reason: 'quality' });
  expect(verdictFor(80007, 1)).toMatchObject({ kind: 'wait-number', reason: 'rate' });
});

test('media that cannot be moved is tried three times again and then given up', () => {
  expect([1, 2, 3, 4].map((given) => verdictFor(131053, given).kind)).toEqual(['retry', 'retry', 'retry', 'give-up']);
});

test('no wait is shorter than the provider asked, none longer than a day, none shorter than a try before', () => {
  fc.assert(
    fc.property(code, attempt, wait, (given, tries, askedMs) => {
      const verdict = verdictFor(given, tries, askedMs);
      if (!('afterMs' in verdict)) return;
      expect(verdict.afterMs).toBeGreaterThanOrEqual(Math.min(askedMs, DAY_MS));
      expect(verdict.afterMs).toBeGreaterThan(0);
      expect(verdict.afterMs).toBeLessThanOrEqual(DAY_MS);
      const next = verdictFor(given, tries + 1, askedMs);
      if ('afterMs' in next) expect(next.afterMs).toBeGreaterThanOrEqual(verdict.afterMs);
    }),
  );
});

test('every code has a meaning that can end a sentence', () => {
  fc.assert(
    fc.property(code, (given) => {
      expect(meaningOf(given)).toMatch(/^\S.*[^.\s]$/);
    }),
  );
});

test('only an explained error under a 5xx says that nothing was sent', () => {
  expect(LISTED.filter((given) => !isClearRefusal(given))).toEqual([1]);
  expect(isClearRefusal(999_999)).toBe(false);
});
