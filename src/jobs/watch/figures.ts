// Everything the watch looks at, read from Temporal in one go.
import type { Client } from '@temporalio/client';
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
}

const RECENTLY_MS = 10 * 60 * 1_000;
const DEADLINE_MS = 5_000;
const FAILED = ['Failed', 'TimedOut', 'Terminated'];

/** @throws gRPC errors when Temporal is away or slow */
export async function readFigures(client: Client, now: number): Promise<SystemFigures> {
  return client.withDeadline(Date.now() + DEADLINE_MS, async () => {
    const [queues, schedules, ended, withFailingTasks] = await Promise.all([
      readQueueFigures(client, now),
      readScheduleFigures(client, DECLARATION, now),
      countEnded(client, now),
      countWithFailingTasks(client),
    ]);
    return { queues, schedules, ended, withFailingTasks };
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
