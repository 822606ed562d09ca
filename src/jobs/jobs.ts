// The only door to Temporal's client: enqueue with a commit, start, signal, cancel, ask.
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import pLimit from 'p-limit';
import type { BusinessId, MessageId } from '../db/ids.ts';
import type { BusinessTx, Database } from '../db/tenancy.ts';
import type { Logger } from '../telemetry/log.ts';
import { sendWhatsappMessage } from './catalogue.ts';
import { businessOf, type Job, type SystemJob, workflowIdOf } from './job.ts';
import { type PendingStart, removeFromOutbox, writeToOutbox } from './outbox.ts';
import { STATUS_ARRIVED } from './signals.ts';
import { type StartOutcome, startSystemWorkflow, startWorkflow } from './starter.ts';

export interface JobStatus {
  workflowId: string;
  job: string;
  status: string;
  startedAt: string;
  closedAt: string | null;
  historyEvents: number;
}

export interface JobsDependencies {
  client: Client;
  /** For removing outbox rows after the commit, outside any business. */
  system: Database;
  log: Logger;
}

export type Jobs = ReturnType<typeof createJobs>;

/** At most this many starts under way per process; the rest waits its turn in memory, and in the outbox if the process dies. */
const STARTS_AT_ONCE = 32;
/** Beyond this many waiting starts a burst is left to the relay: memory stays bounded. */
const STARTS_WAITING = 2_000;

export function createJobs({ client, system, log }: JobsDependencies) {
  const starting = pLimit(STARTS_AT_ONCE);

  async function handOver(start: PendingStart): Promise<void> {
    const startedAt = performance.now();
    try {
      const outcome = await startWorkflow(client, start);
      await removeFromOutbox(system, start);
      log.debug(
        { ...named(start), outcome, durationMs: Math.round(performance.now() - startedAt) },
        'workflow handed over',
      );
    } catch (error) {
      // The row stays: the scheduler's relay hands it over when Temporal or Postgres is back.
      log.warn({ ...named(start), error: String(error) }, 'start left to the relay');
    }
  }

  /** @returns undefined when there is none, or it is another business's */
  async function status(businessId: BusinessId, workflowId: string): Promise<JobStatus | undefined> {
    if (businessOf(workflowId) !== businessId) return undefined;
    try {
      const run = await client.withDeadline(Date.now() + 5_000, () => client.workflow.getHandle(workflowId).describe());
      return {
        workflowId,
        job: run.type,
        status: run.status.name.toLowerCase(),
        startedAt: run.startTime.toISOString(),
        closedAt: run.closeTime?.toISOString() ?? null,
        historyEvents: run.historyLength,
      };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  return {
    /**
     * Starts (or rings) a workflow with the caller's commit: the outbox row is in the same transaction, the start follows right after it.
     */
    async enqueue<Input extends object>(tx: BusinessTx, job: Job<Input>, input: Input, traceId: string): Promise<void> {
      const start = await writeToOutbox(tx, job, input, traceId);
      tx.afterCommit(() => {
        if (starting.pendingCount < STARTS_WAITING) void starting(() => handOver(start));
      });
    },

    /** Hands over what the outbox holds; resolves when each has been tried. */
    async relay(starts: readonly PendingStart[]): Promise<void> {
      await starting.map(starts, handOver);
    },

    /** Starts re-runnable work that has a row of its own. @throws gRPC errors when Temporal is away */
    start<Input extends object>(
      businessId: BusinessId,
      job: Job<Input>,
      input: Input,
      traceId: string,
    ): Promise<StartOutcome> {
      return startWorkflow(client, {
        businessId,
        job,
        input,
        traceId,
        workflowId: workflowIdOf(job, businessId, input),
      });
    },

    /** Starts a job of the system, unless it runs already. @throws gRPC errors when Temporal is away */
    startSystem: (job: SystemJob, traceId: string): Promise<'started' | 'duplicate'> =>
      startSystemWorkflow(client, job, traceId),

    /** Tells a send that its message's fate is known. Lost when Temporal is away: the send looks by itself in the end. */
    async statusArrived(businessId: BusinessId, messageId: MessageId): Promise<void> {
      const workflowId = workflowIdOf(sendWhatsappMessage, businessId, { messageId });
      try {
        await client.withDeadline(Date.now() + 2_000, () =>
          client.workflow.getHandle(workflowId).signal(STATUS_ARRIVED),
        );
      } catch (error) {
        log.debug({ workflowId, error: String(error) }, 'send not told of its status; it will look by itself');
      }
    },

    /** Asks a workflow to cancel. @returns false when the business has none that runs under that ID */
    async cancel(businessId: BusinessId, workflowId: string): Promise<boolean> {
      // Asked first: the server also says yes to cancelling what has ended.
      const run = await status(businessId, workflowId);
      if (run?.status !== 'running') return false;
      return client.withDeadline(Date.now() + 5_000, () => found(() => client.workflow.getHandle(workflowId).cancel()));
    },

    status,
  };
}

async function found(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const named = (start: PendingStart) => ({
  job: start.job.workflow,
  workflowId: start.workflowId,
  businessId: start.businessId,
  traceId: start.traceId,
});
