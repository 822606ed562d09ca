import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runsOf } from '../../../src/calls/vad/runs.ts';

const run = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('windows of forty calls fill runs of sixteen, in the order in which they came', () => {
  expect(runsOf(run(0, 40))).toEqual([run(0, 16), run(16, 32), run(32, 40)]);
});

test('a call that was held up has its windows one after another, beside those of others', () => {
  expect(runsOf([7, 7, 7, 1, 2])).toEqual([[0, 3, 4], [1], [2]]);
});

test('whatever waits: each window is looked at once, after those of its call that came before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }), (calls) => {
      const runs = runsOf(calls);
      expect(runs.flat().toSorted((one, other) => one - other)).toEqual(run(0, calls.length));
      for (const places of runs) {
        expect(places.length).toBeLessThanOrEqual(16);
        expect(new Set(places.map((place) => calls[place])).size).toBe(places.length);
      }
      for (const call of new Set(calls)) {
        const places = runs.flat().filter((place) => calls[place] === call);
        expect(places).toEqual(places.toSorted((one, other) => one - other));
      }
    }),
  );
});
