// After a release: builds the prompt of every business that is in use, so that a broken one is seen before a customer
// writes; and has the greetings made that are missing.
import { proxyActivities } from '@temporalio/workflow';
import type { GreetingActivities } from '../../activities/greetings.ts';
import type { WarmupActivities } from '../../activities/warmup.ts';
import { tickStep } from '../retry-profiles.ts';

const system = proxyActivities<WarmupActivities & GreetingActivities>(tickStep);

const IN_USE_MS = 7 * 24 * 60 * 60 * 1_000;

/** What was built. */
export interface WarmupFigures {
  businesses: number;
  /** Businesses whose prompt could not be built. */
  broken: number[];
}

export async function warmupAgents(): Promise<WarmupFigures> {
  const now = Date.now();
  const figures = await system.loadPrompts({ since: now - IN_USE_MS, now });
  await system.startGreetings();
  return figures;
}
