// Starts that belong to a committed transaction: written with it, handed to Temporal right after it, relayed if that failed.
import { randomUUID } from 'node:crypto';
import { and, count, eq, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { outbox } from '../db/schema/index.ts';
import type { BusinessTx, Database } from '../db/tenancy.ts';
import { CATALOGUE, jobNamed } from './catalogue.ts';
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
      set: { token, traceId, createdAt: sql`now()`, triedAt: null },
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

export interface LeftBehind {
  /** Younger rows are still being handed over by the process that wrote them. */
  writtenBefore: Date;
  /** Rows taken since then are being handed over by another relay. */
  takenBefore: Date;
  limit: number;
}

/**
 * Takes rows left behind, across businesses: never tried ones first, then those whose last try is longest ago, so that
 * rows which always fail do not keep the others waiting. Taking notes the try: two relays take different rows.
 * @param now noted as the time of the try
 */
export async function takeFromOutbox(
  system: Database,
  { writtenBefore, takenBefore, limit }: LeftBehind,
  now: Date,
): Promise<{ starts: PendingStart[]; unknown: string[] }> {
  const left = system
    .select({ businessId: outbox.businessId, workflowId: outbox.workflowId })
    .from(outbox)
    .where(and(lt(outbox.createdAt, writtenBefore), or(isNull(outbox.triedAt), lt(outbox.triedAt, takenBefore))))
    .orderBy(sql`${outbox.triedAt} nulls first`, outbox.createdAt)
    .limit(limit)
    .for('update', { skipLocked: true });
  const rows = await system
    .update(outbox)
    .set({ triedAt: now })
    .where(sql`(${outbox.businessId}, ${outbox.workflowId}) in (${left})`)
    .returning();
  // A row that this release has no job for waits for the release that has; it must not stop the others.
  const starts = rows.flatMap(({ job: name, ...row }) => {
    const job = jobNamed(name);
    return job ? [{ ...row, job }] : [];
  });
  const unknown = new Set(rows.map(({ job }) => job).filter((name) => !jobNamed(name)));
  return { starts, unknown: [...unknown] };
}

/** How many starts wait, across businesses. */
export async function countOutbox(system: Database): Promise<number> {
  return system.$count(outbox);
}

/** Starts of one job. */
export interface JobStarts {
  job: string;
  starts: number;
}

const isUnknown = (before: Date) => and(lt(outbox.createdAt, before), notInArray(outbox.job, Object.keys(CATALOGUE)));

/** Starts written before an instant whose job this release does not have, across businesses. */
export async function countUnknownStarts(system: Database, before: Date): Promise<JobStarts[]> {
  return system
    .select({ job: outbox.job, starts: count() })
    .from(outbox)
    .where(isUnknown(before))
    .groupBy(outbox.job)
    .orderBy(outbox.job);
}

/** So many of one batch, over all businesses. */
const PRUNED_AT_ONCE = 1_000;

/**
 * Deletes one batch of starts written before an instant whose job this release does not have.
 * @returns the job of each; none when there are none left
 */
export async function pruneUnknownStarts(system: Database, before: Date): Promise<string[]> {
  const some = system
    .select({ businessId: outbox.businessId, workflowId: outbox.workflowId })
    .from(outbox)
    .where(isUnknown(before))
    .limit(PRUNED_AT_ONCE);
  const pruned = await system
    .delete(outbox)
    .where(sql`(${outbox.businessId}, ${outbox.workflowId}) in (${some})`)
    .returning({ job: outbox.job });
  return pruned.map(({ job }) => job);
}
