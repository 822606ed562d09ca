// Calls that a person removed, and what is left of them: that they are not to come back.
import { and, eq, type SQL } from 'drizzle-orm';
import { isOver } from '../../domain/calls/call-facts.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { CallId, ContactId } from '../ids.ts';
import { callRecordings, calls, removedCalls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { ringRecording } from './recordings.ts';

export type CallRemoval =
  | { outcome: 'removed'; files: string[] }
  | { outcome: 'no-such-call' }
  | { outcome: 'going-on' };

/**
 * Removes a call with its turns and recordings. A job removes what the provider has of it.
 * @returns the keys of its files: they are the caller's to remove after the commit
 */
export async function removeCall(tx: BusinessTx, jobs: Jobs, callId: CallId): Promise<CallRemoval> {
  const [call] = await tx.select({ state: calls.state }).from(calls).where(eq(calls.id, callId)).for('update');
  if (!call) return { outcome: 'no-such-call' };
  if (!isOver(call.state)) return { outcome: 'going-on' };
  return { outcome: 'removed', files: await removeCalls(tx, jobs, eq(calls.id, callId)) };
}

/** Removes all calls of a person, also one that goes on. @returns as `removeCall` */
export function removeCallsOf(tx: BusinessTx, jobs: Jobs, contactId: ContactId): Promise<string[]> {
  return removeCalls(tx, jobs, eq(calls.contactId, contactId));
}

async function removeCalls(tx: BusinessTx, jobs: Jobs, which: SQL): Promise<string[]> {
  // Locked first: a recording that is being settled is waited for, and its file is among them.
  const removed = await tx.select().from(calls).where(which).for('update');
  const recordings = await tx
    .select({ fileKey: callRecordings.fileKey })
    .from(callRecordings)
    .innerJoin(calls, and(eq(calls.businessId, callRecordings.businessId), eq(calls.id, callRecordings.callId)))
    .where(which);
  await tx.delete(calls).where(which);
  for (const call of removed) {
    await tx.insert(removedCalls).values({ businessId: tx.businessId, callSid: call.callSid });
    tx.publish({ type: 'call.changed', data: { callId: call.id } });
    await ringRecording(tx, jobs, call);
  }
  return recordings.flatMap(({ fileKey }) => fileKey ?? []);
}
