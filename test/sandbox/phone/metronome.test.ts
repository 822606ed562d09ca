import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMetronome } from '../../../src/sandbox/phone/audio/metronome.ts';
import { handClock } from './hand-clock.ts';

test('whatever the timers do, each beat comes once, never early, and the next is due 20 ms after it', () => {
  const errors = fc.array(fc.double({ min: -1, max: 45, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(errors, fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 }), (wrong, joins) => {
      const { clock, run } = handClock(wrong);
      const metronome = createMetronome(clock);
      const beats = joins.map(() => [] as number[]);
      joins.forEach((delay, index) => {
        run(clock.now() + delay);
        metronome.join((dueAt) => {
          expect(dueAt).toBeLessThanOrEqual(clock.now());
          beats[index]?.push(dueAt);
        });
      });
      const joinedAt = clock.now();
      run(joinedAt + 2_000);
      for (const times of beats) {
        const gaps = new Set(times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0))));
        expect([...gaps]).toEqual([20]);
        expect(times.filter((time) => time > joinedAt).length).toBeGreaterThan(94);
      }
    }),
  );
});

test('who leaves hears no further beat, and a metronome without members stands still', () => {
  const { clock, run } = handClock();
  const metronome = createMetronome(clock);
  let beats = 0;
  const leave = metronome.join(() => {
    beats += 1;
    if (beats === 3) leave();
  });
  run(10_000);
  expect(beats).toBe(3);
  metronome.join(() => {
    beats += 1;
  });
  run(10_100);
  expect(beats).toBeGreaterThanOrEqual(7);
  expect(beats).toBeLessThanOrEqual(9);
});

test('on the real clock a second has fifty beats, and none is early', async () => {
  const metronome = createMetronome();
  const late: number[] = [];
  await new Promise<void>((resolve) => {
    metronome.join((dueAt) => {
      late.push(performance.now() - dueAt);
      if (late.length === 50) resolve();
    });
  });
  metronome.close();
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
});
