// A job of the catalogue as a child workflow: under its own ID, done once whoever starts it, and no part of its parent's end.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowFailure,
  executeChild,
  log,
  ParentClosePolicy,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { BusinessId } from '../src/db/ids.ts';
import { businessOf, type Job, type Repeat, workflowIdOf } from '../src/jobs/job.ts';

const REUSE: Record<Repeat, WorkflowIdReusePolicy> = {
  never: WorkflowIdReusePolicy.REJECT_DUPLICATE,
  'failed-only': WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  always: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
};

/** Starts the job, unless it was started before, and does not wait for it. */
export async function startJob<Input extends object>(job: Job<Input>, input: Input): Promise<void> {
  await unlessStarted(() => startChild(job.workflow, options(job, input)));
}

/** Does the job, unless it was started before. One that fails is logged: what follows does not depend on it. */
export async function doJob<Input extends object>(job: Job<Input>, input: Input): Promise<void> {
  try {
    await unlessStarted(() => executeChild(job.workflow, options(job, input)));
  } catch (error) {
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    log.warn('a job of this workflow failed; it goes on without', { job: job.workflow });
  }
}

async function unlessStarted(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function options<Input extends object>(job: Job<Input>, input: Input) {
  const businessId = businessOf(workflowInfo().workflowId) as BusinessId;
  return {
    workflowId: workflowIdOf(job, businessId, input),
    taskQueue: job.queue,
    workflowIdReusePolicy: REUSE[job.repeat],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    priority: { priorityKey: job.priority, fairnessKey: String(businessId) },
    staticSummary: job.summary(input),
    args: [input],
  };
}
