// The warm-up's activity: every prompt in use, built once.
import { z } from 'zod';
import { readBusinessesInUse } from '../src/db/businesses.ts';
import { currentSystemScope, type InSystem } from '../src/jobs/isolation.ts';
import { promptFor } from '../src/providers/llm/prompt-for.ts';
import { clock, readInput } from './input.ts';

export interface WarmupDependencies {
  inSystem: InSystem;
}

export type WarmupActivities = ReturnType<typeof createWarmupActivities>;

const aPeriod = z.object({ since: clock, now: clock });
const NOBODY = { name: null, language: null, facts: {} };

export function createWarmupActivities({ inSystem }: WarmupDependencies) {
  return {
    /** Builds the prompts of the open businesses with a message since that instant (ms since the epoch); nothing is kept. */
    async loadPrompts(input: { since: number; now: number }): Promise<{ businesses: number; broken: number[] }> {
      const { since, now } = readInput(aPeriod, input);
      const inUse = await inSystem((system) => readBusinessesInUse(system, new Date(since)));
      const broken = inUse.flatMap(({ id, ...business }) => {
        try {
          promptFor({ business, customer: NOBODY, earlier: [], history: [] }, now);
          return [];
        } catch (error) {
          currentSystemScope().log.error({ promptOf: id, error: String(error) }, 'a prompt cannot be built');
          return [id];
        }
      });
      return { businesses: inUse.length, broken };
    },
  };
}
