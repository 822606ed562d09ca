import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitMs } from '../../../src/domain/conversations/debounce.ts';
import { serviceWindow } from '../../../src/domain/conversations/service-window.ts';

test.each([
  ['one message is waited with for a silence', { firstAt: 0, lastAt: 0, now: 0 }, 2_000],
  ['a later message starts the silence anew', { firstAt: 0, lastAt: 1_500, now: 1_600 }, 1_900],
  ['a burst is cut after eight seconds', { firstAt: 0, lastAt: 7_500, now: 7_600 }, 400],
  ['what is overdue is answered now', { firstAt: 0, lastAt: 0, now: 60_000 }, 0],
])('%s', (_, burst, expected) => {
  expect(waitMs(burst)).toBe(expected);
});

test('no silence asked for is none waited', () => {
  expect(waitMs({ firstAt: 5, lastAt: 9, now: 9 }, { silenceMs: 0, longestMs: 0 })).toBe(0);
});

test('nobody waits longer than the limits, however the clocks stand', () => {
  const ms = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(ms, ms, ms, (firstAt, gap, now) => {
      const wait = waitMs({ firstAt, lastAt: firstAt + gap, now });
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(2_000);
      if (now >= firstAt) expect(now + wait).toBeLessThanOrEqual(Math.max(firstAt + 8_000, now));
    }),
  );
});

const wrote = new Date('2026-03-26T20:00:00Z');

test.each([
  ['2026-03-27T19:59:59.999Z', true],
  ['2026-03-27T20:00:00.000Z', false],
])('24 hours after the customer wrote, clock change or not: at %s one may write: %s', (now, open) => {
  expect(serviceWindow(wrote, new Date(now))).toEqual({ open, until: new Date('2026-03-27T20:00:00Z') });
});

test('to a customer who never wrote nobody may write freely', () => {
  expect(serviceWindow(null, wrote)).toEqual({ open: false, until: null });
});
