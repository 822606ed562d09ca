// The turns of a call: written while it goes on, off its turn loop; each brings the start of the job that settles it.
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Turn } from '../../domain/calls/turn.ts';
import { saveConversationTurn } from '../../jobs/catalogue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { CallId } from '../ids.ts';
import { calls, callTurns } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** Writes a turn down, once: the same number again changes nothing. A call whose data was deleted takes none. */
export async function addTurn(tx: BusinessTx, jobs: Jobs, callId: CallId, turn: Turn): Promise<void> {
  const [call] = await tx
    .select({ callSid: calls.callSid, traceId: calls.traceId })
    .from(calls)
    .where(eq(calls.id, callId))
    .for('key share');
  if (!call) return;
  const added = await tx
    .insert(callTurns)
    .values({ businessId: tx.businessId, callId, ...turn })
    .onConflictDoNothing()
    .returning({ n: callTurns.n });
  if (added.length === 0) return;
  tx.publish({ type: 'call.changed', data: { callId } });
  await jobs.enqueue(tx, saveConversationTurn, { callSid: call.callSid, callId, n: turn.n }, call.traceId);
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
