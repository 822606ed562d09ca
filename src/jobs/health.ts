// The numbers behind `/api/jobs/health`: what waits, runs and ended, per task queue, in the seeds' shape.
import type { Client } from '@temporalio/client';
import { eq } from 'drizzle-orm';
import { schedulerRounds } from '../db/schema/index.ts';
import type { Database } from '../db/tenancy.ts';
import { TASK_QUEUES, type TaskQueue } from './task-queues.ts';

export interface QueueCounts {
  /** Tasks no worker has taken yet. */
  queued: number;
  /** Workflows running now. */
  started: number;
  /** Workflows completed in the last 24 h. */
  finished: number;
  /** Workflows failed, timed out or terminated in the last 24 h. */
  failed: number;
}

export interface SchedulerHealth {
  /** When a scheduler last made its round, ISO time. */
  last_tick: string | null;
  /** A scheduler made its round within the last 90 s. */
  lock_held: boolean;
  /** Seconds until a silent scheduler counts as gone. */
  lock_ttl: number;
}

export interface JobsHealth {
  queues: Record<TaskQueue, QueueCounts>;
  scheduler: SchedulerHealth;
  status: 'healthy' | 'unhealthy';
  error?: string;
}

/** Counting runs over Temporal's visibility store, which is slow and rate-limited: one count serves everyone for this long. */
const KEPT_FOR_MS = 10_000;
const DEADLINE_MS = 3_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const SCHEDULER_GONE_AFTER_MS = 90_000;

/** @returns a function that never throws: with Temporal or Postgres away the status is `unhealthy`, in the same shape */
export function createJobsHealth(client: Client, system: Database): () => Promise<JobsHealth> {
  let kept: { at: number; health: Promise<JobsHealth> } | undefined;
  return () => {
    const now = Date.now();
    if (!kept || now - kept.at > KEPT_FOR_MS) kept = { at: now, health: measure(client, system, now) };
    return kept.health;
  };
}

async function measure(client: Client, system: Database, now: number): Promise<JobsHealth> {
  const [queues, scheduler] = await Promise.allSettled([countAll(client, now), lastRound(system, now)]);
  const error = [queues, scheduler].find((part) => part.status === 'rejected')?.reason;
  return {
    queues: queues.status === 'fulfilled' ? queues.value : noCounts(),
    scheduler: scheduler.status === 'fulfilled' ? scheduler.value : { last_tick: null, lock_held: false, lock_ttl: 0 },
    ...(error === undefined
      ? { status: 'healthy' as const }
      : {
          status: 'unhealthy' as const,
          error: queues.status === 'rejected' ? 'Temporal does not answer.' : 'Postgres does not answer.',
        }),
  };
}

function noCounts(): JobsHealth['queues'] {
  return perQueue(() => ({ queued: 0, started: 0, finished: 0, failed: 0 }));
}

function perQueue<Value>(value: (queue: TaskQueue) => Value): Record<TaskQueue, Value> {
  return Object.fromEntries(TASK_QUEUES.map((queue) => [queue, value(queue)])) as Record<TaskQueue, Value>;
}

async function countAll(client: Client, now: number): Promise<JobsHealth['queues']> {
  return client.withDeadline(now + DEADLINE_MS, async () => {
    const counts = await Promise.all(
      TASK_QUEUES.map(async (queue) => [queue, await countQueue(client, queue, now)] as const),
    );
    return Object.fromEntries(counts) as Record<TaskQueue, QueueCounts>;
  });
}

async function countQueue(client: Client, queue: TaskQueue, now: number): Promise<QueueCounts> {
  const count = async (query: string) => (await client.workflow.count(`TaskQueue = '${queue}' AND ${query}`)).count;
  const closed = `CloseTime > '${new Date(now - DAY_MS).toISOString()}'`;
  const [queued, started, finished, failed] = await Promise.all([
    backlog(client, queue),
    count(`ExecutionStatus = 'Running'`),
    count(`ExecutionStatus IN ('Completed', 'ContinuedAsNew') AND ${closed}`),
    count(`ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated') AND ${closed}`),
  ]);
  return { queued, started, finished, failed };
}

/** Workflow and activity tasks waiting for a worker, as the matching service counts them. */
async function backlog(client: Client, queue: TaskQueue): Promise<number> {
  const types = [1, 2] as const; // TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY
  const described = await Promise.all(
    types.map((taskQueueType) =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: queue },
        taskQueueType,
        reportStats: true,
      }),
    ),
  );
  return described.reduce((sum, { stats }) => sum + Number(stats?.approximateBacklogCount ?? 0), 0);
}

async function lastRound(system: Database, now: number): Promise<SchedulerHealth> {
  const [round] = await system.select().from(schedulerRounds).where(eq(schedulerRounds.id, 1));
  if (!round) return { last_tick: null, lock_held: false, lock_ttl: 0 };
  const left = SCHEDULER_GONE_AFTER_MS - (now - round.at.getTime());
  return { last_tick: round.at.toISOString(), lock_held: left > 0, lock_ttl: Math.max(0, Math.round(left / 1_000)) };
}
