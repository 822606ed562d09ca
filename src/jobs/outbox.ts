// Starts that belong to a committed transaction: written with it, handed to Temporal right after it, relayed if that failed.
import { randomUUID } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import { outbox } from '../db/schema/index.ts';
import type { BusinessTx, Database } from '../db/tenancy.ts';
import { jobNamed } from './catalogue.ts';
import { type Job, workflowIdOf } from './job.ts';
import type { Start } from './starter.ts';

/** A start with the token of the row that holds it: a row written again since then is another's to remove. */
export interface PendingStart extends Start {
  readonly token: string;
}

/** Writes the row. A row already there for the same workflow ID is taken over: one start serves both. */
export async function writeToOutbox<Input extends object>(
  tx: BusinessTx,
  job: Job<Input>,
  input: Input,
  traceId: string,
): Promise<PendingStart> {
  const { businessId } = tx;
  const token = randomUUID();
  const workflowId = workflowIdOf(job, businessId, input);
  await tx
    .insert(outbox)
    .values({ businessId, workflowId, token, job: job.workflow, input, traceId })
    .onConflictDoUpdate({
      target: [outbox.businessId, outbox.workflowId],
      set: { token, traceId, createdAt: sql`now()` },
    });
  return { businessId, job, workflowId, input, traceId, token };
}

/** Removes a row whose start Temporal has, unless it was written anew meanwhile. */
export async function removeFromOutbox(
  system: Database,
  { businessId, workflowId, token }: PendingStart,
): Promise<void> {
  await system
    .delete(outbox)
    .where(and(eq(outbox.businessId, businessId), eq(outbox.workflowId, workflowId), eq(outbox.token, token)));
}

/**
 * The oldest rows left behind, across businesses.
 * @param writtenBefore younger rows are still being handed over by the process that wrote them
 */
export async function readOutbox(system: Database, writtenBefore: Date, limit: number): Promise<PendingStart[]> {
  const rows = await system
    .select()
    .from(outbox)
    .where(lt(outbox.createdAt, writtenBefore))
    .orderBy(outbox.createdAt)
    .limit(limit);
  // A row that this release has no job for waits for the release that has; it must not stop the others.
  return rows.flatMap(({ job: name, ...row }) => {
    const job = jobNamed(name);
    return job ? [{ ...row, job }] : [];
  });
}

/** How many starts wait, across businesses. */
export async function countOutbox(system: Database): Promise<number> {
  return system.$count(outbox);
}
