// Starts left in the outbox: Temporal was away, or the process that wrote them died.
import type { Database } from '../db/tenancy.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Jobs } from './jobs.ts';
import { countOutbox, takeFromOutbox } from './outbox.ts';

/** Younger rows are still being handed over by the process that wrote them. */
const LEFT_BEHIND_AFTER_MS = 3_000;
/** A relay that took rows and died leaves them for another one to try. */
const TAKEN_AGAIN_AFTER_MS = 8_000;
const ROWS_AT_ONCE = 200;

export interface RelayDependencies {
  system: Database;
  jobs: Jobs;
  metrics: Pick<Metrics, 'outboxWaiting'>;
  log: Logger;
}

/** One round; resolves when each of the rows it took has been tried. */
export async function relay({ system, jobs, metrics, log }: RelayDependencies, now: Date): Promise<void> {
  metrics.outboxWaiting(await countOutbox(system));
  const before = (ms: number) => new Date(now.getTime() - ms);
  const left = { writtenBefore: before(LEFT_BEHIND_AFTER_MS), takenBefore: before(TAKEN_AGAIN_AFTER_MS) };
  const taken = await takeFromOutbox(system, { ...left, limit: ROWS_AT_ONCE }, now);
  if (taken.unknown.length > 0)
    log.warn({ jobs: taken.unknown }, 'starts of jobs that this release does not have wait');
  if (taken.starts.length === 0) return;
  log.info({ rows: taken.starts.length }, 'relaying starts left behind');
  await jobs.relay(taken.starts);
}
