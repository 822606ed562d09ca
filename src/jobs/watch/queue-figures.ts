// What waits in each task queue and who takes from it, as Temporal's matching service counts it.
import type { Client, WorkflowService } from '@temporalio/client';
import { TASK_QUEUES, type TaskQueue } from '../task-queues.ts';

export interface QueueFigures {
  /** Workflow and activity tasks that no worker has taken yet; approximate. */
  backlog: number;
  /** Age of the oldest of them; 0 when none waits. */
  oldestWaitingSeconds: number;
  /** Workers that take both kinds of task from it. */
  pollers: number;
}

/** A poll is answered or begun anew within a minute; the server forgets a poller after five. */
const POLLED_WITHIN_MS = 90_000;

/** @throws gRPC errors when Temporal is away */
export async function readQueueFigures(client: Client, now: number): Promise<Record<TaskQueue, QueueFigures>> {
  const read = await Promise.all(
    TASK_QUEUES.map(async (queue) => [queue, await readQueue(client, queue, now)] as const),
  );
  return Object.fromEntries(read) as Record<TaskQueue, QueueFigures>;
}

async function readQueue(client: Client, queue: TaskQueue, now: number): Promise<QueueFigures> {
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
  return {
    backlog: described.reduce((sum, { stats }) => sum + Number(stats?.approximateBacklogCount ?? 0), 0),
    oldestWaitingSeconds: Math.max(...described.map(ageOfOldest)),
    pollers: Math.min(...described.map((one) => pollersOf(one, now))),
  };
}

type DescribedQueue = Awaited<ReturnType<WorkflowService['describeTaskQueue']>>;

const ageOfOldest = ({ stats }: DescribedQueue) =>
  Number(stats?.approximateBacklogCount ?? 0) > 0 ? Number(stats?.approximateBacklogAge?.seconds ?? 0) : 0;

function pollersOf({ pollers }: DescribedQueue, now: number): number {
  const recent = pollers.filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > now - POLLED_WITHIN_MS,
  );
  return new Set(recent.map(({ identity }) => identity)).size;
}
