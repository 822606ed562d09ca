import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_MS } from '../../../src/calls/audio/frames.ts';
import { readMark } from '../../../src/calls/audio/marks.ts';
import { AHEAD_MS, createPacer, LUMP_MS, planFrames } from '../../../src/calls/audio/pacer.ts';
import { between, seededRandom } from '../../../src/sandbox/seeded-random.ts';

/** Another side that plays 20 ms each 20 ms from the first frame on. */
function listen({ frames, ticks }: { frames: number; ticks: readonly number[] }) {
  let pacer = createPacer({ generation: 3, ms: 0 });
  let sent = 0;
  let playsUntil = 0;
  let dryMs = 0;
  let mostAheadMs = 0;
  let messages = 0;
  const marks: { name: string; after: number }[] = [];
  for (const now of ticks) {
    const [next, steps] = planFrames(pacer, now, frames - sent, true);
    pacer = next;
    for (const step of steps) {
      if (step.type === 'mark') {
        marks.push({ name: step.name, after: sent });
        continue;
      }
      if (sent > 0) dryMs += Math.max(0, now - playsUntil);
      messages += 1;
      playsUntil = Math.max(playsUntil, now) + step.count * FRAME_MS;
      sent += step.count;
    }
    mostAheadMs = Math.max(mostAheadMs, playsUntil - now);
  }
  return { sent, dryMs, mostAheadMs, marks, messages };
}

/** Ticks with any gaps up to `longestMs`, for longer than the audio takes. */
function raggedTicks(seed: number, longestMs: number): number[] {
  const random = seededRandom(seed);
  const times = [0];
  for (let now = 0; now < 10_000; now += between(random, [1, longestMs])) times.push(now);
  return times;
}

test('however late the ticks come (below what is left of what was sent ahead), nothing runs dry, every frame goes, little is ahead', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 400 }), (seed, frames) => {
      const heard = listen({ frames, ticks: raggedTicks(seed, AHEAD_MS - LUMP_MS) });
      expect(heard.sent).toBe(frames);
      expect(heard.dryMs).toBe(0);
      expect(heard.mostAheadMs).toBeLessThanOrEqual(AHEAD_MS + 1e-6);
    }),
  );
});

test('a timer that is always a millisecond early loses no frame and drifts by nothing in ten minutes', () => {
  const tenMinutes = Array.from({ length: 30_000 }, (_, index) => index * 19.02);
  const heard = listen({ frames: 28_000, ticks: tenMinutes });
  expect(heard.dryMs).toBe(0);
  expect(heard.mostAheadMs).toBeLessThanOrEqual(AHEAD_MS + 1e-6);
  expect(heard.sent).toBe(28_000);
});

test('there is a mark for every 120 ms and one at the end of the audio, each named after its generation and place', () => {
  const { marks } = listen({ frames: 23, ticks: [0, 100, 200, 300, 400, 500] });
  expect(marks.map(({ name }) => readMark(name))).toEqual([120, 240, 360, 460].map((ms) => ({ generation: 3, ms })));
  expect(marks.map(({ after }) => after)).toEqual([6, 12, 18, 23]);
});

test('no mark ends audio that goes on: the next chunk comes before it', () => {
  const [pacer, first] = planFrames(createPacer({ generation: 0, ms: 0 }), 0, 3, false);
  expect(first).toEqual([{ type: 'frames', count: 3 }]);
  const [, second] = planFrames(pacer, 20, 4, true);
  expect(second).toEqual([
    { type: 'frames', count: 3 },
    { type: 'mark', name: '0:120', playsUntil: 120 },
    { type: 'frames', count: 1 },
    { type: 'mark', name: '0:140', playsUntil: 140 },
  ]);
});

test('an end that is known only after the last frame went is marked all the same', () => {
  const [pacer] = planFrames(createPacer({ generation: 0, ms: 0 }), 0, 3, false);
  const [, steps] = planFrames(pacer, 500, 0, true);
  expect(steps).toEqual([{ type: 'mark', name: '0:60', playsUntil: 500 }]);
});

test('frames go out some at a time, while there is enough left to be played', () => {
  const ticks = Array.from({ length: 200 }, (_, index) => index * FRAME_MS);
  const { messages } = listen({ frames: 100, ticks });
  expect(messages).toBeLessThan(60);
});

test('after a clear sending starts again at once, from the position it is told', () => {
  const [, steps] = planFrames(createPacer({ generation: 1, ms: 100 }), 10, 50, true);
  expect(steps[0]).toEqual({ type: 'frames', count: 6 });
  expect(steps[1]).toEqual({ type: 'mark', name: '1:220', playsUntil: 130 });
});

test.each(['', '1', '1:2:3', 'a:1', '1:-2', '99999999999:1'])('"%s" is no mark of ours', (name) => {
  expect(readMark(name)).toBeUndefined();
});
