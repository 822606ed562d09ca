// The turns of a call: written while they go on, off the turn loop; the end of each brings the start of the job that
// settles it.
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Turn } from '../../domain/calls/turn.ts';
import { saveConversationTurn } from '../../jobs/catalogue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { CallId } from '../ids.ts';
import { calls, callTurns } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/**
 * Writes a turn down as it stands: taken, heard, and last `over`. When it began stays, everything else is the newest.
 * With `over` it is learnt from, and writing it again changes nothing. A call whose data was deleted takes none.
 */
export async function writeTurn(
  tx: BusinessTx,
  jobs: Jobs,
  callId: CallId,
  turn: Turn,
  standing: 'going-on' | 'over',
): Promise<void> {
  const [call] = await tx
    .select({ callSid: calls.callSid, traceId: calls.traceId })
    .from(calls)
    .where(eq(calls.id, callId))
    .for('key share');
  if (!call) return;
  const { n, startedAt, ...words } = turn;
  // The call may have been settled without its last words: then they are learnt from anew.
  const over = standing === 'over' ? { overAt: sql`now()`, savedAt: null } : {};
  const written = await tx
    .insert(callTurns)
    .values({ businessId: tx.businessId, callId, n, startedAt, ...words, ...over })
    .onConflictDoUpdate({
      target: [callTurns.businessId, callTurns.callId, callTurns.n],
      set: { ...words, ...over },
      setWhere: isNull(callTurns.overAt),
    })
    .returning({ n: callTurns.n });
  if (written.length === 0) return;
  tx.publish({ type: 'call.changed', data: { callId } });
  if (standing === 'over') {
    await jobs.enqueue(tx, saveConversationTurn, { callSid: call.callSid, callId, n }, call.traceId);
  }
}

/** In the order in which they were spoken. */
export async function readTurns(tx: BusinessTx, callId: CallId) {
  return tx
    .select({
      n: callTurns.n,
      callerText: callTurns.callerText,
      heardText: callTurns.heardText,
      answerEnd: callTurns.answerEnd,
      toolResults: callTurns.toolResults,
      stages: callTurns.stages,
      startedAt: callTurns.startedAt,
    })
    .from(callTurns)
    .where(eq(callTurns.callId, callId))
    .orderBy(asc(callTurns.n));
}

/** The turns that nobody has learnt from yet, in their order. */
export async function readUnsavedTurns(tx: BusinessTx, callId: CallId): Promise<number[]> {
  const rows = await tx
    .select({ n: callTurns.n })
    .from(callTurns)
    .where(and(eq(callTurns.callId, callId), isNull(callTurns.savedAt)))
    .orderBy(asc(callTurns.n));
  return rows.map(({ n }) => n);
}

/** @returns the turn and whose it is; undefined when it is gone, or was settled before */
export async function readUnsavedTurn(tx: BusinessTx, callId: CallId, n: number) {
  const [turn] = await tx
    .select({ callerText: callTurns.callerText, contactId: calls.contactId })
    .from(callTurns)
    .innerJoin(calls, and(eq(calls.businessId, callTurns.businessId), eq(calls.id, callTurns.callId)))
    .where(and(eq(callTurns.callId, callId), eq(callTurns.n, n), isNull(callTurns.savedAt)));
  return turn;
}

export async function noteSaved(tx: BusinessTx, callId: CallId, n: number, at: Date): Promise<void> {
  await tx
    .update(callTurns)
    .set({ savedAt: at })
    .where(and(eq(callTurns.callId, callId), eq(callTurns.n, n)));
}
