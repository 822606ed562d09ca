// Time that jumps from one thing that is due to the next: half a minute of a call takes milliseconds, always the same.

export type VirtualTime = ReturnType<typeof createVirtualTime>;

export function createVirtualTime() {
  let now = 0;
  let order = 0;
  let due: { at: number; order: number; act: () => void }[] = [];

  return {
    now: () => now,
    /** Acts at that time; what is due at the same time keeps its order. */
    at(time: number, act: () => void): void {
      order += 1;
      due.push({ at: Math.max(time, now), order, act });
    },
    /** Runs until then, or until `isOver`. */
    runUntil(end: number, isOver: () => boolean): void {
      while (!isOver()) {
        const next = due.reduce<(typeof due)[number] | undefined>(
          (first, one) =>
            first === undefined || one.at < first.at || (one.at === first.at && one.order < first.order) ? one : first,
          undefined,
        );
        if (next === undefined || next.at > end) return;
        due = due.filter((one) => one !== next);
        now = next.at;
        next.act();
      }
    },
  };
}
