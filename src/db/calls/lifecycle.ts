// What a call's workflow reads and writes: its next step, the provider's own record, a person's wish to end it.
import { eq } from 'drizzle-orm';
import { type CallNews, isOver } from '../../domain/calls/call-facts.ts';
import { type CallProgress, type CallStep, nextCallStep } from '../../domain/calls/next-call-step.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { CallId } from '../ids.ts';
import { calls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { acceptNews, lockCall, ringCall } from './accept-news.ts';

/** @param now ms since the epoch */
export async function readCallStep(
  tx: BusinessTx,
  callId: CallId,
  progress: CallProgress,
  now: number,
): Promise<CallStep> {
  const [call] = await tx.select().from(calls).where(eq(calls.id, callId));
  return call ? nextCallStep(call, progress, now) : { kind: 'gone' };
}

/** Which number of ours was called. @returns undefined when the call's data was deleted */
export async function readCalledNumber(tx: BusinessTx, callId: CallId): Promise<string | undefined> {
  const [call] = await tx.select({ toNumber: calls.toNumber }).from(calls).where(eq(calls.id, callId));
  return call?.toNumber;
}

/** Takes in what the provider has written down itself. */
export async function acceptRecord(
  tx: BusinessTx,
  onward: Onward,
  callId: CallId,
  { from, ...news }: Extract<CallNews, { kind: 'record' }> & { from: string; callSid: string },
): Promise<void> {
  const call = await lockCall(tx, callId);
  if (!call) return;
  const { callSid, channelId, toNumber } = call;
  await acceptNews(tx, onward, { callSid, channelId, from, to: toNumber }, news);
}

export type HangUpRequest = 'requested' | 'no-such-call' | 'over';

/** A person wants the call ended: its workflow does it. */
export async function requestHangUp(tx: BusinessTx, onward: Onward, callId: CallId, now: Date): Promise<HangUpRequest> {
  const call = await lockCall(tx, callId);
  if (!call) return 'no-such-call';
  if (isOver(call.state)) return 'over';
  if (call.hangUpRequestedAt === null) {
    await tx.update(calls).set({ hangUpRequestedAt: now }).where(eq(calls.id, callId));
    await ringCall(tx, onward, call);
  }
  return 'requested';
}
