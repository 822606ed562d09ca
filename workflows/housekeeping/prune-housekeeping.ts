// Clears away what grows for ever, night after night.
import { proxyActivities } from '@temporalio/workflow';
import type { HousekeepingActivities } from '../../activities/housekeeping.ts';
import { nominalTime } from '../nominal-time.ts';
import { cleanUp } from '../retry-profiles.ts';

const rows = proxyActivities<HousekeepingActivities>(cleanUp);

/** A live reader that was away for longer is told to fetch everything anew, which is less than so many events. */
const EVENTS_KEPT_MS = 3 * 24 * 60 * 60 * 1_000;

/** So that the history stays small; the next night goes on. */
const BATCHES_A_NIGHT = 500;

/** What one night cleared away. */
export interface PruneFigures {
  events: number;
  /** Whether nothing old is left; otherwise the next night goes on. */
  finished: boolean;
}

/** Each batch is its own transaction: a run that was cut short left nothing half done. */
export async function pruneHousekeeping(): Promise<PruneFigures> {
  const before = nominalTime() - EVENTS_KEPT_MS;
  let events = 0;
  for (let batch = 0; batch < BATCHES_A_NIGHT; batch += 1) {
    const deleted = await rows.pruneEvents({ before });
    if (deleted === 0) return { events, finished: true };
    events += deleted;
  }
  return { events, finished: false };
}
