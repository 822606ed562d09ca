// Every ten minutes: starts a search for calls nobody told us of, for each business that can be called.
import { proxyActivities } from '@temporalio/workflow';
import type { MissedCallActivities } from '../../activities/missed-calls.ts';
import type { StartFigures } from '../../src/jobs/start-for-each.ts';
import { nominalTime } from '../nominal-time.ts';
import { tickStep } from '../retry-profiles.ts';

const system = proxyActivities<MissedCallActivities>(tickStep);

/** Several ticks' worth: one that found Twilio away, or an outage of ours, is made up for. */
const LOOK_BACK_MS = 2 * 60 * 60 * 1_000;

export async function missedCallsTick(): Promise<StartFigures> {
  return system.startMissedCalls({ since: nominalTime() - LOOK_BACK_MS });
}
