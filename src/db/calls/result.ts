// What became of a call, from its rows. Worked out anew whenever one of them is settled.
import { and, eq, ne } from 'drizzle-orm';
import { isOver } from '../../domain/calls/call-facts.ts';
import { resultOf } from '../../domain/calls/call-result.ts';
import type { CallId } from '../ids.ts';
import { callRecordings, calls, callTurns } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { lockCall } from './accept-news.ts';

/** Writes the result of a call that is over; of one that goes on nothing can be said yet. */
export async function settleResult(tx: BusinessTx, callId: CallId): Promise<void> {
  const call = await lockCall(tx, callId);
  if (!call || !isOver(call.state)) return;
  const spoken = and(eq(callTurns.callId, callId), ne(callTurns.callerText, ''));
  const left = and(
    eq(callRecordings.callId, callId),
    eq(callRecordings.kind, 'message'),
    ne(callRecordings.state, 'absent'),
  );
  const result = resultOf({
    admission: call.admission,
    hadStream: call.streamStartedAt !== null,
    callersTurns: await tx.$count(callTurns, spoken),
    hasMessage: (await tx.$count(callRecordings, left)) > 0,
  });
  await tx.update(calls).set({ result }).where(eq(calls.id, callId));
  tx.publish({ type: 'call.changed', data: { callId } });
}

/** What was said was written down late: the call was settled without it. */
export async function correctResult(tx: BusinessTx, callId: CallId): Promise<void> {
  const call = await lockCall(tx, callId);
  if (call && call.result !== null) await settleResult(tx, callId);
}
