// Temporal workers: one per task queue, one connection and one workflow bundle for all of them.
import { hostname } from 'node:os';
import { type ActivityInterceptorsFactory, NativeConnection, Worker } from '@temporalio/worker';
import type { TemporalAddress } from './connection.ts';
import type { TaskQueue } from './task-queues.ts';

export interface WorkersOptions extends TemporalAddress {
  queues: readonly TaskQueue[];
  bundlePath: string;
  activities: object;
  interceptors: ActivityInterceptorsFactory;
}

export interface RunningWorkers {
  /** Resolves when every worker has drained; rejects when one has died. */
  readonly ended: Promise<void>;
  /** Stops polling, lets what runs finish. */
  drain(): void;
}

/** Longer than a hand-over may take, so that a deploy never cuts one in half. */
const SHUTDOWN_GRACE = '30s';
/** After that the process ends all the same; the claim in the row keeps a cut hand-over from being repeated. */
const SHUTDOWN_FORCE = '35s';

/** How much at once, by what the queue holds: sends mostly wait for the network, model calls are slow and many. */
const SLOTS: Record<TaskQueue, { activities: number; cached: number }> = {
  high: { activities: 100, cached: 300 },
  default: { activities: 50, cached: 100 },
  low: { activities: 10, cached: 20 },
  maintenance: { activities: 10, cached: 20 },
  broadcasts: { activities: 10, cached: 20 },
  recordings: { activities: 5, cached: 20 },
};

/** @throws when Temporal cannot be reached */
export async function startWorkers(options: WorkersOptions): Promise<RunningWorkers> {
  const connection = await NativeConnection.connect({ address: options.address });
  const workers = await Promise.all(options.queues.map((queue) => createWorker(queue, connection, options)));
  const drain = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const runs = workers.map((worker) => worker.run());
  const ended = Promise.all(runs)
    .then(() => undefined)
    .finally(async () => {
      drain();
      await Promise.allSettled(runs);
      await connection.close();
    });
  return { ended, drain };
}

function createWorker(queue: TaskQueue, connection: NativeConnection, options: WorkersOptions): Promise<Worker> {
  const { activities, cached } = SLOTS[queue];
  return Worker.create({
    connection,
    namespace: options.namespace,
    taskQueue: queue,
    identity: `${process.pid}@${hostname()}`,
    workflowBundle: { codePath: options.bundlePath },
    activities: options.activities,
    interceptors: { activity: [options.interceptors] },
    maxCachedWorkflows: cached,
    maxConcurrentActivityTaskExecutions: activities,
    maxHeartbeatThrottleInterval: '10s',
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
  });
}
