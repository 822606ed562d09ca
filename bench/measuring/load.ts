// The two shapes of load: arrivals at a fixed rate, and everything as fast as it is taken.
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** How many requests are under way at once when everything is pushed. */
const PUSHED_AT_ONCE = 32;

/**
 * Acts at fixed times, whether those before have been answered or not: a slow answer does not hold up the next arrival,
 * so it cannot hide.
 * @returns for each arrival the ms from the time it was due to its answer
 */
export async function atRate(perSecond: number, seconds: number, act: () => Promise<unknown>): Promise<number[]> {
  const gapMs = 1_000 / perSecond;
  const beginsAt = performance.now() + gapMs;
  const arrivals = Array.from({ length: perSecond * seconds }, (_, index) => beginsAt + index * gapMs);
  return Promise.all(
    arrivals.map(async (dueAt) => {
      await sleep(Math.ceil(dueAt - performance.now()));
      await act();
      return performance.now() - dueAt;
    }),
  );
}

/** Acts `count` times, {@link PUSHED_AT_ONCE} at a time. */
export async function push(count: number, act: () => Promise<unknown>): Promise<void> {
  await pLimit(PUSHED_AT_ONCE).map(Array.from({ length: count }), act);
}
