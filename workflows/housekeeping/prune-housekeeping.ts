// Clears away what grows for ever, night after night.
import { proxyActivities } from '@temporalio/workflow';
import type { HousekeepingActivities } from '../../activities/housekeeping.ts';
import { nominalTime } from '../nominal-time.ts';
import { cleanUp } from '../retry-profiles.ts';

const rows = proxyActivities<HousekeepingActivities>(cleanUp);

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A live reader that was away for longer is told to fetch everything anew, which is less than so many events. */
const EVENTS_KEPT_MS = 3 * DAY_MS;
/** Nobody scrolls back further. */
const NOTICES_KEPT_MS = 90 * DAY_MS;
/** A quarter: long enough to look back at what went wrong. */
const ALERTS_KEPT_MS = 90 * DAY_MS;
/** Of a job that no release has: long enough to bring the release back that has it; an alert has said so all the while. */
const UNKNOWN_STARTS_KEPT_MS = 30 * DAY_MS;

/** So that the history stays small; the next night goes on. */
const BATCHES_A_NIGHT = 500;

/** What one night cleared away. */
export interface PruneFigures {
  events: number;
  notices: number;
  signIns: number;
  /** Incidents that ended long ago. */
  alerts: number;
  /** Starts in the outbox whose job no release has. */
  unknownStarts: number;
  /** Whether nothing old is left; otherwise the next night goes on. */
  finished: boolean;
}

/** Each batch is its own transaction: a run that was cut short left nothing half done. */
export async function pruneHousekeeping(): Promise<PruneFigures> {
  const now = nominalTime();
  const events = await inBatches(() => rows.pruneEvents({ before: now - EVENTS_KEPT_MS }));
  const notices = await inBatches(() => rows.pruneNotices({ before: now - NOTICES_KEPT_MS }));
  const signIns = await rows.pruneSignIns({ before: now });
  const alerts = await rows.pruneAlerts({ before: now - ALERTS_KEPT_MS });
  const starts = await inBatches(() => rows.pruneUnknownStarts({ before: now - UNKNOWN_STARTS_KEPT_MS }));
  return {
    events: events.deleted,
    notices: notices.deleted,
    signIns,
    alerts,
    unknownStarts: starts.deleted,
    finished: [events, notices, starts].every(({ finished }) => finished),
  };
}

async function inBatches(pruneOne: () => Promise<number>): Promise<{ deleted: number; finished: boolean }> {
  let deleted = 0;
  for (let batch = 0; batch < BATCHES_A_NIGHT; batch += 1) {
    const pruned = await pruneOne();
    if (pruned === 0) return { deleted, finished: true };
    deleted += pruned;
  }
  return { deleted, finished: false };
}
