// Everything the watch looks at, read in one go from Temporal and, for what Temporal cannot know, from Postgres.
import type { Client } from '@temporalio/client';
import { readPauses } from '../../db/schedule-pauses.ts';
import type { Database } from '../../db/tenancy.ts';
import { countUnknownStarts, type JobStarts } from '../outbox.ts';
import { DECLARATION } from '../schedules.ts';
import type { TaskQueue } from '../task-queues.ts';
import { type QueueFigures, readQueueFigures } from './queue-figures.ts';
import { readScheduleFigures, type ScheduleFigures } from './schedule-figures.ts';

export interface SystemFigures {
  queues: Record<TaskQueue, QueueFigures>;
  schedules: ScheduleFigures[];
  /** Workflows that ended in the last ten minutes. */
  ended: { completed: number; failed: number };
  /** Workflows that stay "running" because their tasks fail again and again, as under a bad bundle. */
  withFailingTasks: number;
  /** Starts that have waited in the outbox for an hour because this release does not have their job. */
  unknownStarts: JobStarts[];
}

const RECENTLY_MS = 10 * 60 * 1_000;
const DEADLINE_MS = 5_000;
/** Longer than an update of all roles takes: until then the release that has the job may be about to come. */
const UNKNOWN_AFTER_MS = 60 * 60 * 1_000;
const FAILED = ['Failed', 'TimedOut', 'Terminated'];

/** @throws gRPC errors when Temporal is away or slow, database errors when Postgres is */
export async function readFigures(client: Client, system: Database, now: number): Promise<SystemFigures> {
  const [pauses, unknownStarts] = await Promise.all([
    readPauses(system),
    countUnknownStarts(system, new Date(now - UNKNOWN_AFTER_MS)),
  ]);
  return client.withDeadline(Date.now() + DEADLINE_MS, async () => {
    const [queues, schedules, ended, withFailingTasks] = await Promise.all([
      readQueueFigures(client, now),
      readScheduleFigures(client, DECLARATION, pauses, now),
      countEnded(client, now),
      countWithFailingTasks(client),
    ]);
    return { queues, schedules, ended, withFailingTasks, unknownStarts };
  });
}

async function countEnded(client: Client, now: number): Promise<SystemFigures['ended']> {
  const since = new Date(now - RECENTLY_MS).toISOString();
  const { groups } = await client.workflow.count(`CloseTime > '${since}' GROUP BY ExecutionStatus`);
  const count = (wanted: (status: string) => boolean) =>
    groups.filter(({ groupValues }) => wanted(String(groupValues[0]))).reduce((sum, group) => sum + group.count, 0);
  return {
    completed: count((status) => status === 'Completed'),
    failed: count((status) => FAILED.includes(status)),
  };
}

/** The server notes the problem on the run after a few failures in a row (1.32: five). */
async function countWithFailingTasks(client: Client): Promise<number> {
  const { count } = await client.workflow.count(`ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL`);
  return count;
}
