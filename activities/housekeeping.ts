// The system's own clean-up: rows that no business needs any more.
import { z } from 'zod';
import { pruneEvents, pruneNotices, pruneSignIns } from '../src/db/housekeeping.ts';
import type { InSystem } from '../src/jobs/isolation.ts';
import { clock, readInput } from './input.ts';

export interface HousekeepingDependencies {
  inSystem: InSystem;
}

export type HousekeepingActivities = ReturnType<typeof createHousekeepingActivities>;

const age = z.object({ before: clock });

export function createHousekeepingActivities({ inSystem }: HousekeepingDependencies) {
  return {
    /**
     * Deletes one batch of live events from before that instant (ms since the epoch). Repeating it is harmless.
     * @returns how many; 0 when there are none left
     */
    async pruneEvents(input: { before: number }): Promise<number> {
      const { before } = readInput(age, input);
      return inSystem((system) => pruneEvents(system, new Date(before)));
    },

    /** As {@link pruneEvents}, of notices. */
    async pruneNotices(input: { before: number }): Promise<number> {
      const { before } = readInput(age, input);
      return inSystem((system) => pruneNotices(system, new Date(before)));
    },

    /** Deletes sign-ins that had expired by that instant (ms since the epoch). @returns how many */
    async pruneSignIns(input: { before: number }): Promise<number> {
      const { before } = readInput(age, input);
      return inSystem((system) => pruneSignIns(system, new Date(before)));
    },
  };
}
