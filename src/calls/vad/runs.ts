// In which order windows of many calls are looked at. Pure.

/** A run of 16 costs a third as much a window as one by one; with 100 at once the last would wait 4 ms for the others. */
const MOST_IN_RUN = 16;

/**
 * Runs one after another, each with one window of a call at most: a call's next window builds upon the one before.
 * @param calls whose each window is, in the order in which they came
 * @returns the places of the windows in that list
 */
export function runsOf(calls: readonly number[]): number[][] {
  const runs: number[][] = [];
  const nextOf = new Map<number, number>();
  let firstWithRoom = 0;
  calls.forEach((call, place) => {
    let run = Math.max(firstWithRoom, nextOf.get(call) ?? 0);
    while ((runs[run]?.length ?? 0) >= MOST_IN_RUN) run += 1;
    runs[run] ??= [];
    runs[run]?.push(place);
    nextOf.set(call, run + 1);
    while ((runs[firstWithRoom]?.length ?? 0) >= MOST_IN_RUN) firstWithRoom += 1;
  });
  return runs;
}
