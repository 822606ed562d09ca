// Lets go of one business's old recordings, a batch at a time: our file and the provider's copy; the row stays.
import { proxyActivities } from '@temporalio/workflow';
import type { RetentionActivities } from '../../activities/retention.ts';
import type { CleanRecordingsInput } from '../../src/jobs/catalogue.ts';
import { cleanUp } from '../retry-profiles.ts';

const recordings = proxyActivities<RetentionActivities>(cleanUp);

/** So that the history stays small; the next night goes on. */
const BATCHES_A_NIGHT = 500;

/** What one night let go. */
export interface RetentionFigures {
  expired: number;
}

/** Each recording is noted by itself: a run that was cut short goes on where it was. */
export async function cleanRecordings({ tick }: CleanRecordingsInput): Promise<RetentionFigures> {
  let expired = 0;
  for (let batch = 0; batch < BATCHES_A_NIGHT; batch += 1) {
    const gone = await recordings.expireRecordings({ now: Date.parse(tick) });
    if (gone === 0) break;
    expired += gone;
  }
  return { expired };
}
