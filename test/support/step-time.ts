// Moves one workflow's clock ahead, a step at a time: nothing sleeps. Activities and the database keep the real clock.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';

/**
 * Fast-forwards a running workflow by `ms` and stops there. Free-running time skipping would close a waiting workflow
 * between two signals, so the clock is stepped. Returns when the server has taken the step.
 */
export async function stepTime(client: Client, workflowId: string, ms: number): Promise<void> {
  const { namespace } = client.options;
  const duration = { seconds: Math.floor(ms / 1_000) as never, nanos: (ms % 1_000) * 1_000_000 };
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: { workflowId },
    updateMask: { paths: ['time_skipping_config'] },
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, fastForwardConfig: { id: randomUUID(), duration } },
    },
  });
}
