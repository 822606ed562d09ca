// The numbers behind `/api/jobs/health`: what waits, runs and ended, per task queue, in the seeds' shape and beyond it.
import type { Client } from '@temporalio/client';
import { listAlerts } from '../db/alerts.ts';
import { readPauses, type SchedulePauses } from '../db/schedule-pauses.ts';
import { lastRound, SCHEDULER_GONE_AFTER_MS } from '../db/scheduler-rounds.ts';
import type { Database } from '../db/tenancy.ts';
import { DECLARATION } from './schedules.ts';
import { TASK_QUEUES, type TaskQueue } from './task-queues.ts';
import { readQueueFigures } from './watch/queue-figures.ts';
import { readScheduleFigures, type ScheduleFigures } from './watch/schedule-figures.ts';

export interface QueueCounts {
  /** Tasks no worker has taken yet. */
  queued: number;
  /** Workflows running now. */
  started: number;
  /** Workflows completed in the last 24 h. */
  finished: number;
  /** Workflows failed, timed out or terminated in the last 24 h. */
  failed: number;
  /** Age of the oldest task no worker has taken yet; 0 when none waits. */
  oldest_waiting_seconds: number;
  /** Workers that take work from the queue. */
  pollers: number;
}

export interface SchedulerHealth {
  /** The nominal time of the latest run that a schedule started, ISO time. Temporal fires it, with or without a scheduler. */
  last_tick: string | null;
  /** A scheduler made its round within the last 90 s: schedules are kept as declared, the outbox is relayed. No lock: any number may run. */
  lock_held: boolean;
  /** Seconds until a silent scheduler counts as gone. */
  lock_ttl: number;
  schedules: { id: string; paused: boolean; last_run: string | null; next_run: string | null; late_seconds: number }[];
}

export interface JobsHealth {
  queues: Record<TaskQueue, QueueCounts>;
  scheduler: SchedulerHealth;
  /** What is wrong right now, as people were told. */
  alerts: { key: string; summary: string; since: string }[];
  /** `degraded`: it works, but no scheduler runs or something is wrong. `unhealthy`: the figures cannot be had. */
  status: 'healthy' | 'degraded' | 'unhealthy';
  error?: string;
}

/** Counting runs over Temporal's visibility store, which is slow and rate-limited: one count serves everyone for this long. */
const KEPT_FOR_MS = 10_000;
const DEADLINE_MS = 3_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const ALERTS_SHOWN = 50;

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
  // With Postgres away, which is said below, a schedule may seem late that was paused.
  const pauses = await readPauses(system).catch((): SchedulePauses => new Map());
  const [temporal, postgres] = await Promise.allSettled([askTemporal(client, pauses, now), askPostgres(system, now)]);
  const { queues, schedules } = temporal.status === 'fulfilled' ? temporal.value : NOTHING_SEEN;
  const { lock, alerts } = postgres.status === 'fulfilled' ? postgres.value : { lock: NO_SCHEDULER, alerts: [] };
  const runs = schedules.flatMap(({ lastRunAt }) => (lastRunAt ? [lastRunAt.toISOString()] : []));
  const seen = {
    queues,
    scheduler: { last_tick: runs.sort().at(-1) ?? null, ...lock, schedules: schedules.map(shown) },
    alerts,
  };
  if (temporal.status === 'rejected') return { ...seen, status: 'unhealthy', error: 'Temporal does not answer.' };
  if (postgres.status === 'rejected') return { ...seen, status: 'unhealthy', error: 'Postgres does not answer.' };
  return { ...seen, status: lock.lock_held && alerts.length === 0 ? 'healthy' : 'degraded' };
}

const NO_SCHEDULER = { lock_held: false, lock_ttl: 0 };

const NOTHING_SEEN = {
  queues: Object.fromEntries(
    TASK_QUEUES.map((queue) => [
      queue,
      { queued: 0, started: 0, finished: 0, failed: 0, oldest_waiting_seconds: 0, pollers: 0 },
    ]),
  ) as JobsHealth['queues'],
  schedules: [],
};

const shown = ({ id, paused, lastRunAt, nextRunAt, lateSeconds }: ScheduleFigures) => ({
  id,
  paused,
  last_run: lastRunAt?.toISOString() ?? null,
  next_run: nextRunAt?.toISOString() ?? null,
  late_seconds: lateSeconds,
});

async function askTemporal(client: Client, pauses: SchedulePauses, now: number) {
  return client.withDeadline(Date.now() + DEADLINE_MS, async () => {
    const [figures, schedules, ...counts] = await Promise.all([
      readQueueFigures(client, now),
      readScheduleFigures(client, DECLARATION, pauses, now),
      ...TASK_QUEUES.map((queue) => countQueue(client, queue, now)),
    ]);
    const queues = TASK_QUEUES.map((queue, index) => {
      const { backlog, oldestWaitingSeconds, pollers } = figures[queue];
      return [
        queue,
        { queued: backlog, ...counts[index], oldest_waiting_seconds: oldestWaitingSeconds, pollers },
      ] as const;
    });
    return { queues: Object.fromEntries(queues) as JobsHealth['queues'], schedules };
  });
}

async function countQueue(client: Client, queue: TaskQueue, now: number) {
  const count = async (query: string) => (await client.workflow.count(`TaskQueue = '${queue}' AND ${query}`)).count;
  const closed = `CloseTime > '${new Date(now - DAY_MS).toISOString()}'`;
  const [started, finished, failed] = await Promise.all([
    count(`ExecutionStatus = 'Running'`),
    count(`ExecutionStatus IN ('Completed', 'ContinuedAsNew') AND ${closed}`),
    count(`ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated') AND ${closed}`),
  ]);
  return { started, finished, failed };
}

async function askPostgres(system: Database, now: number) {
  const [round, listed] = await Promise.all([lastRound(system), listAlerts(system, ALERTS_SHOWN)]);
  const open = listed.filter(({ closedAt }) => closedAt === null);
  const left = round ? SCHEDULER_GONE_AFTER_MS - (now - round.getTime()) : 0;
  return {
    lock: { lock_held: left > 0, lock_ttl: Math.max(0, Math.round(left / 1_000)) },
    alerts: open.map(({ key, summary, openedAt }) => ({ key, summary, since: openedAt.toISOString() })),
  };
}
