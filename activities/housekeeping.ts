// The system's own clean-up: rows that no business needs any more.
import { z } from 'zod';
import { pruneAlerts } from '../src/db/alerts.ts';
import { pruneEvents, pruneNotices, pruneSignIns } from '../src/db/housekeeping.ts';
import { currentSystemScope, type InSystem } from '../src/jobs/isolation.ts';
import { pruneUnknownStarts } from '../src/jobs/outbox.ts';
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

    /** Deletes incidents that ended before that instant (ms since the epoch). @returns how many */
    async pruneAlerts(input: { before: number }): Promise<number> {
      const { before } = readInput(age, input);
      return inSystem((system) => pruneAlerts(system, new Date(before)));
    },

    /** As {@link pruneEvents}, of starts in the outbox whose job no release has. What they asked for is never done. */
    async pruneUnknownStarts(input: { before: number }): Promise<number> {
      const { before } = readInput(age, input);
      const jobs = await inSystem((system) => pruneUnknownStarts(system, new Date(before)));
      if (jobs.length > 0)
        currentSystemScope().log.error(
          { starts: jobs.length, jobs: [...new Set(jobs)] },
          'starts of unknown jobs thrown away',
        );
      return jobs.length;
    },
  };
}
