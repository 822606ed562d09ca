// Turns a stream of changes into few readings: the first at once, the next ones one after another with what came meanwhile.

/** Between two readings, so that a busy business does not use up its rate limit (600 requests a minute). */
const PAUSE_MS = 400;

/**
 * @param read reads again what changed; it is never called while it is still at work
 * @returns takes a change in
 */
export function createRefresher<Change>(
  read: (changes: ReadonlySet<Change>) => Promise<unknown>,
): (change: Change) => void {
  let waiting = new Set<Change>();
  let isAtWork = false;

  const work = async () => {
    isAtWork = true;
    while (waiting.size > 0) {
      const changes = waiting;
      waiting = new Set();
      // What could not be read is shown where it belongs; the next change tries again.
      await Promise.allSettled([read(changes)]);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    isAtWork = false;
  };
  return (change) => {
    waiting.add(change);
    if (!isAtWork) void work();
  };
}
