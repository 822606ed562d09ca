import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wantsPush } from '../../../src/domain/notifications/preferences.ts';
import { isQuiet, type QuietHours } from '../../../src/domain/notifications/quiet-hours.ts';

const ZONE = 'Asia/Jerusalem';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const night: QuietHours = { from: '22:00', to: '07:00' };
const at = (iso: string) => Date.parse(iso);
const quietAt = (hours: QuietHours, iso: string) => isQuiet(hours, ZONE, at(iso));

test('a night begins at its first minute and ends before its last', () => {
  const moments = ['2026-03-01T19:59:59Z', '2026-03-01T20:00:00Z', '2026-03-02T04:59:59Z', '2026-03-02T05:00:00Z'];
  expect(moments.map((iso) => quietAt(night, iso))).toEqual([false, true, true, false]);
});

test('an afternoon rest is over on the same day', () => {
  const rest = { from: '14:00', to: '16:00' };
  const moments = ['2026-03-01T11:59:59Z', '2026-03-01T12:00:00Z', '2026-03-01T13:59:59Z', '2026-03-01T14:00:00Z'];
  expect(moments.map((iso) => quietAt(rest, iso))).toEqual([false, true, true, false]);
});

describe('2026-03-27, when 02:00 is followed by 03:00', () => {
  test('the night is an hour shorter', () => {
    expect(quietMinutes(night, at('2026-03-26T12:00:00Z'), at('2026-03-27T12:00:00Z'))).toBe(8 * 60);
  });

  test('a beginning in the hour that never comes is at the jump', () => {
    const hours = { from: '02:30', to: '06:00' };
    const moments = ['2026-03-26T23:59:59Z', '2026-03-27T00:00:00Z', '2026-03-27T02:59:59Z', '2026-03-27T03:00:00Z'];
    expect(moments.map((iso) => quietAt(hours, iso))).toEqual([false, true, true, false]);
  });

  test('an end in the hour that never comes is at the jump', () => {
    const hours = { from: '23:00', to: '02:30' };
    expect([quietAt(hours, '2026-03-26T23:59:59Z'), quietAt(hours, '2026-03-27T00:00:00Z')]).toEqual([true, false]);
  });
});

describe('2026-10-25, when the hour from 01:00 comes twice', () => {
  test('the night is an hour longer', () => {
    expect(quietMinutes(night, at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(10 * 60);
  });

  test('an end inside it is the second one: nobody is woken and left to fall asleep again', () => {
    const hours = { from: '22:00', to: '01:30' };
    // 01:30 for the first time, 01:00 again, 01:30 for the second time.
    const moments = ['2026-10-24T22:30:00Z', '2026-10-24T23:00:00Z', '2026-10-24T23:30:00Z'];
    expect(moments.map((iso) => quietAt(hours, iso))).toEqual([true, true, false]);
  });

  test('a beginning inside it is the first one', () => {
    const hours = { from: '01:30', to: '06:00' };
    const moments = ['2026-10-24T22:29:59Z', '2026-10-24T22:30:00Z', '2026-10-24T23:10:00Z'];
    expect(moments.map((iso) => quietAt(hours, iso))).toEqual([false, true, true]);
  });
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
const someHours = fc.record({ from: clock, to: clock }).filter(({ from, to }) => from !== to);
const midnights = fc.constantFrom('2026-03-26', '2026-03-27', '2026-10-24', '2026-10-25', '2026-06-10').map(at);

test('property: in any day there is one stretch of quiet, or two halves of two nights, and never a flicker', () => {
  fc.assert(
    fc.property(someHours, midnights, (hours, from) => {
      const minutes = Array.from({ length: DAY / MINUTE }, (_, index) => isQuiet(hours, ZONE, from + index * MINUTE));
      const changes = minutes.filter((quiet, index) => index > 0 && quiet !== minutes[index - 1]).length;
      expect(changes).toBeLessThanOrEqual(2);
    }),
    { numRuns: 60 },
  );
});

test('property: away from a clock change it is what the clock on the wall says', () => {
  const ordinary = fc.integer({ min: at('2026-04-01'), max: at('2026-10-20') });
  fc.assert(
    fc.property(someHours, ordinary, ({ from, to }, ms) => {
      const time = new Date(ms).toLocaleTimeString('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
      const inside = from < to ? from <= time && time < to : from <= time || time < to;
      expect(isQuiet({ from, to }, ZONE, ms)).toBe(inside);
    }),
  );
});

test('a muted kind is never pushed, a quiet hour holds back every kind, and a test comes through both', () => {
  const asleep = at('2026-03-01T23:00:00Z');
  const awake = at('2026-03-01T10:00:00Z');
  const preferences = { muted: ['new-lead' as const], quietHours: night };
  expect(wantsPush(preferences, 'new-lead', ZONE, awake)).toBe(false);
  expect(wantsPush(preferences, 'needs-person', ZONE, awake)).toBe(true);
  expect(wantsPush(preferences, 'needs-person', ZONE, asleep)).toBe(false);
  expect(wantsPush(preferences, 'test', ZONE, asleep)).toBe(true);
});

function quietMinutes(hours: QuietHours, from: number, to: number): number {
  let minutes = 0;
  for (let ms = from; ms < to; ms += MINUTE) if (isQuiet(hours, ZONE, ms)) minutes += 1;
  return minutes;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
