// Hands a start to Temporal: the one place that knows IDs, policies, search attributes and fairness.
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import type { BusinessId } from '../db/ids.ts';
import type { Job, Repeat, SystemJob } from './job.ts';
import { BUSINESS_ID, TRACE_ID } from './search-attributes.ts';
import { RING } from './signals.ts';

/** One start, complete: what an outbox row holds. */
export interface Start {
  readonly businessId: BusinessId;
  readonly job: Job;
  readonly workflowId: string;
  readonly input: object;
  readonly traceId: string;
}

export type StartOutcome = 'started' | 'duplicate' | 'rung';

/** A start waits no longer than this for Temporal; the outbox row stays and is relayed. */
const START_DEADLINE_MS = 2_000;

const REUSE: Record<Repeat, WorkflowIdReusePolicy> = {
  never: WorkflowIdReusePolicy.REJECT_DUPLICATE,
  'failed-only': WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  always: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
};

/**
 * Starts the workflow, or rings it when the job is one that is rung.
 * The conflict policy is FAIL: its error is the only way to tell a duplicate from a start.
 * @throws gRPC errors when Temporal is away or slow
 */
export async function startWorkflow(client: Client, start: Start): Promise<StartOutcome> {
  const { job, input } = start;
  const options = { ...workflowOptions(start), workflowId: start.workflowId, taskQueue: job.queue, args: [input] };
  return client.withDeadline(Date.now() + START_DEADLINE_MS, async () => {
    if (job.ring) {
      // What may run only once may have ended: then there is nobody to ring.
      const rung = await unlessTaken(() => client.workflow.signalWithStart(job.workflow, { ...options, signal: RING }));
      return rung === 'duplicate' ? rung : 'rung';
    }
    return unlessTaken(() =>
      client.workflow.start(job.workflow, { ...options, workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL }),
    );
  });
}

/**
 * Starts a job of the system, of which one run is enough at any time.
 * @throws gRPC errors when Temporal is away or slow
 */
export async function startSystemWorkflow(
  client: Client,
  job: SystemJob,
  traceId: string,
): Promise<'started' | 'duplicate'> {
  const { workflow, queue, priority, summary } = job;
  return client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
    unlessTaken(() =>
      client.workflow.start(workflow, {
        workflowId: `system/${workflow}`,
        taskQueue: queue,
        args: [],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        typedSearchAttributes: [{ key: TRACE_ID, value: traceId }],
        priority: { priorityKey: priority, fairnessKey: 'system' },
        staticSummary: summary,
      }),
    ),
  );
}

async function unlessTaken(start: () => Promise<unknown>): Promise<'started' | 'duplicate'> {
  try {
    await start();
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'duplicate';
    throw error;
  }
}

/** What every start of a job carries, from the API, the relay or a parent workflow. */
function workflowOptions({ businessId, job, input, traceId }: Start) {
  return {
    workflowIdReusePolicy: REUSE[job.repeat],
    typedSearchAttributes: [
      { key: BUSINESS_ID, value: String(businessId) },
      { key: TRACE_ID, value: traceId },
    ],
    priority: { priorityKey: job.priority, fairnessKey: String(businessId) },
    staticSummary: job.summary(input),
  };
}
