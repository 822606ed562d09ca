// Wall-clock times, above all where the clocks change.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meaningOfWallTime, wallTimeOf } from '../../../src/domain/time/wall-time.ts';

const JERUSALEM = 'Asia/Jerusalem';

test('an ordinary time means one instant', () => {
  const meaning = meaningOfWallTime('2026-07-01T09:30', JERUSALEM);
  expect(meaning).toEqual({ kind: 'once', at: new Date('2026-07-01T06:30:00Z') });
});

test('a time that the clocks skip is not shifted: the times on either side are named', () => {
  expect(meaningOfWallTime('2026-03-27T02:30', JERUSALEM)).toEqual({
    kind: 'never',
    before: '2026-03-27T01:30+02:00',
    after: '2026-03-27T03:30+03:00',
  });
});

test('a time that the clocks repeat is not chosen for anybody: both are named', () => {
  expect(meaningOfWallTime('2026-10-25T01:30', JERUSALEM)).toEqual({
    kind: 'twice',
    earlier: '2026-10-25T01:30+03:00',
    later: '2026-10-25T01:30+02:00',
  });
});

test('what is offered for a skipped or repeated time are instants of that zone, an hour apart', () => {
  for (const local of ['2026-03-27T02:00', '2026-03-27T02:59', '2026-10-25T01:00', '2026-10-25T01:59']) {
    const meaning = meaningOfWallTime(local, JERUSALEM);
    if (meaning.kind === 'once') throw new Error(`${local} is no such time`);
    const [first, second] =
      meaning.kind === 'twice' ? [meaning.earlier, meaning.later] : [meaning.before, meaning.after];
    expect(Date.parse(second) - Date.parse(first)).toBe(3_600_000);
    expect([first, second].map((text) => wallTimeOf(new Date(text), JERUSALEM))).toEqual([first, second]);
  }
});

test('any instant, shown on the clock and read again, is itself or one of the two that look alike', () => {
  const zone = fc.constantFrom(JERUSALEM, 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
  const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
  fc.assert(
    fc.property(zone, minute, (timeZone, minutes) => {
      const at = new Date(minutes * 60_000);
      const shown = wallTimeOf(at, timeZone);
      const meaning = meaningOfWallTime(shown.slice(0, 16), timeZone);
      if (meaning.kind === 'once') expect(meaning.at).toEqual(at);
      else expect(meaning).toMatchObject({ kind: 'twice' });
      if (meaning.kind === 'twice') expect([meaning.earlier, meaning.later]).toContain(shown);
    }),
  );
});
