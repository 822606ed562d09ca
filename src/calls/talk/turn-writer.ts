// Writes turns down while the call goes on, off its loop: a database that is away holds up nothing, and loses nothing
// while it comes back in time.
import { setTimeout as delay } from 'node:timers/promises';
import type { NotedTurn } from './turn-notes.ts';

/** Waits after a failure, in ms; after the last of them a turn is given up. Two minutes in all. */
const TRY_AGAIN_AFTER_MS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 40_000] as const;

export function createTurnWriter(
  write: (noted: NotedTurn) => Promise<void>,
  onFailure: (error: unknown, isGivenUp: boolean) => void,
) {
  /** The newest of each turn. */
  const waiting = new Map<number, NotedTurn>();
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    let failures = 0;
    for (let next = first(); next !== undefined; next = first()) {
      waiting.delete(next.turn.n);
      try {
        await write(next);
        failures = 0;
      } catch (error) {
        const wait = TRY_AGAIN_AFTER_MS[failures];
        onFailure(error, wait === undefined);
        if (wait === undefined) continue;
        failures += 1;
        if (!waiting.has(next.turn.n)) waiting.set(next.turn.n, next);
        await delay(wait);
      }
    }
    writing = undefined;
  }

  /** The earliest: a turn is over only when those before it are written. */
  function first(): NotedTurn | undefined {
    const n = Math.min(...waiting.keys());
    return waiting.get(n);
  }

  return {
    add(turns: readonly NotedTurn[]): void {
      for (const noted of turns) waiting.set(noted.turn.n, noted);
      if (waiting.size > 0) writing ??= writeAll();
    },
    /** Resolves when all turns are written, or given up. */
    settled: async (): Promise<void> => writing,
  };
}
