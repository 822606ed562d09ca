// A bell that carries no word: it only says that something changed and the rows should be read again.
import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { RING } from '../src/jobs/signals.ts';

const ring = defineSignal(RING);

export interface Bell {
  /** Has it rung since it was last silenced? */
  readonly rung: boolean;
  /** When it rang last, in ms since the epoch. */
  readonly rungAt: number;
  /** What rang before the read that follows is covered by it. */
  silence(): void;
  /** Waits for a ring, `ms` at most. @returns whether it rang */
  rings(ms: number): Promise<boolean>;
}

/** Hangs the workflow's bell. To be called before the first await, or the ring that started the run is missed. */
export function hangBell(): Bell {
  const bell = { rung: false, rungAt: Date.now() };
  setHandler(ring, () => {
    bell.rung = true;
    bell.rungAt = Date.now();
  });
  return Object.assign(bell, {
    silence: () => {
      bell.rung = false;
    },
    rings: (ms: number) => condition(() => bell.rung, ms),
  });
}
