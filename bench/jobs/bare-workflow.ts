// What Temporal alone costs on the same server: a workflow that does nothing, started by a client, run by two workers.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { push } from '../measuring/load.ts';
import { startScript } from '../measuring/processes.ts';
import { NOOP_QUEUE } from './noop/queue.ts';
import type { noop } from './noop/workflow.ts';

const LOOK_EVERY_MS = 50;
const ALL_WITHIN_MS = 120_000;

export interface BareWorkflow {
  /** One `client.workflow.start`, resolved by the server's answer. */
  start(): Promise<void>;
  /** Resolves when every run started so far has completed. */
  idle(): Promise<void>;
  /** Starts `count` as fast as they are taken. @returns how many a second, from the first start to the last completion */
  perSecond(count: number): Promise<number>;
}

/** Starts the two worker processes. */
export async function startBareWorkflow(
  client: Client,
  dataDir: string,
  env: NodeJS.ProcessEnv,
  started: AsyncDisposableStack,
): Promise<BareWorkflow> {
  for (const name of ['noop-1', 'noop-2']) {
    started.use(startScript({ name, script: 'bench/jobs/noop/worker.ts', dataDir, env }));
  }
  let starts = 0;

  async function start(): Promise<void> {
    starts += 1;
    await client.workflow.start<typeof noop>('noop', { workflowId: `noop/${randomUUID()}`, taskQueue: NOOP_QUEUE });
  }

  async function idle(): Promise<void> {
    const deadline = Date.now() + ALL_WITHIN_MS;
    while ((await completed(client)) < starts) {
      if (Date.now() > deadline) throw new Error(`Not all ${starts} no-op workflows completed`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  return {
    start,
    idle,
    async perSecond(count) {
      const beganAt = performance.now();
      await push(count, start);
      await idle();
      return count / ((performance.now() - beganAt) / 1_000);
    },
  };
}

async function completed(client: Client): Promise<number> {
  const { count } = await client.workflow.count(`TaskQueue = '${NOOP_QUEUE}' AND ExecutionStatus = 'Completed'`);
  return count;
}
