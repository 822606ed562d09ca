// Clears one business's log of reminder notices, a batch at a time.
import { proxyActivities } from '@temporalio/workflow';
import type { ReminderActivities } from '../../activities/reminders.ts';
import type { CleanReminderLogInput } from '../../src/jobs/catalogue.ts';
import { cleanUp } from '../retry-profiles.ts';

const rows = proxyActivities<ReminderActivities>(cleanUp);

/** So that the history stays small; the next night goes on. */
const BATCHES_A_NIGHT = 500;

/** What one night cleared away. */
export interface CleanUpFigures {
  deleted: number;
}

/** Each batch is its own transaction: a run that was cut short left nothing half done. */
export async function cleanReminderLog({ before }: CleanReminderLogInput): Promise<CleanUpFigures> {
  let deleted = 0;
  for (let batch = 0; batch < BATCHES_A_NIGHT; batch += 1) {
    const pruned = await rows.pruneReminderLog({ before: Date.parse(before) });
    if (pruned === 0) break;
    deleted += pruned;
  }
  return { deleted };
}
