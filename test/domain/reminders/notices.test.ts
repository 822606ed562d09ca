// When a reminder gives notice, and when that comes too late.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveTick, fateOf, nextNoticeAfter, noticesOf } from '../../../src/domain/reminders/notices.ts';

const MINUTE = 60_000;
const DUE = Date.parse('2026-05-04T10:00:00Z');
const before = (minutes: number) => DUE - minutes * MINUTE;

test.each([
  ['a day ahead', before(1_440), [30, 15, 0]],
  ['half an hour and a second ahead', before(30) - 1_000, [30, 15, 0]],
  ['exactly half an hour ahead', before(30), [15, 0]],
  ['twenty minutes ahead', before(20), [15, 0]],
  ['a minute ahead', before(1), [0]],
  ['for a time that is over', before(-1), []],
])('one that is set %s gives the notices that are still to come', (_when, armedAt, offsets) => {
  expect(noticesOf({ dueAt: DUE, armedAt }).map(({ offset }) => offset)).toEqual(offsets);
});

test.each([
  [30, before(1), 'sent'],
  [30, before(0), 'missed'],
  [15, before(0), 'missed'],
  [0, before(0), 'sent'],
  [0, before(-60), 'sent'],
  [0, before(-60) + 1, 'missed'],
] as const)('the notice %i minutes before, at a tick at %i, is %s', (offset, tick, fate) => {
  expect(fateOf(offset, DUE, tick)).toBe(fate);
});

test('the next notice is the first that is later, and there is none after the last', () => {
  const armed = { dueAt: DUE, armedAt: before(100) };
  expect(nextNoticeAfter(armed, before(100))).toBe(before(30));
  expect(nextNoticeAfter(armed, before(30))).toBe(before(15));
  expect(nextNoticeAfter(armed, before(0))).toBeUndefined();
});

test('whatever ticks run, walking from notice to notice meets each exactly once and in order', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 120 }), gaps, (ahead, ticks) => {
      const armed = { dueAt: DUE, armedAt: before(ahead) };
      const met: number[] = [];
      let tick = armed.armedAt;
      let next = nextNoticeAfter(armed, tick);
      for (const gap of [...ticks, 10_000]) {
        const last = tick;
        tick += gap * MINUTE;
        if (next === undefined || next > tick) continue;
        met.push(
          ...noticesOf(armed)
            .filter(({ at }) => at > last && at <= tick)
            .map(({ offset }) => offset),
        );
        next = nextNoticeAfter(armed, tick);
      }
      expect(met).toEqual(noticesOf(armed).map(({ offset }) => offset));
    }),
  );
});

test('a tick that was held up works for the present; one that is on time for its own minute', () => {
  expect(effectiveTick(DUE, DUE + MINUTE)).toBe(DUE);
  expect(effectiveTick(DUE, DUE + MINUTE + 1)).toBe(DUE + MINUTE + 1);
});
