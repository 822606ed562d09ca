// A call's stream: it begins once, with its key; its process holds the place while it lives; its end says what follows.
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Onward } from '../../jobs/onward.ts';
import type { CallId } from '../ids.ts';
import { calls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { acceptNews, type Call, type CallNumbers, lockCall } from './accept-news.ts';

export interface StreamOpening {
  callId: CallId;
  callSid: string;
  tokenHash: string;
  lease: { owner: string; until: Date };
  at: Date;
}

/**
 * Lets a stream begin that shows the right key, once.
 * @returns undefined when there is no such call, or the key is wrong or used up
 */
export async function beginStream(tx: BusinessTx, onward: Onward, opening: StreamOpening): Promise<Call | undefined> {
  const { callId, callSid, tokenHash, lease, at } = opening;
  const [claimed] = await tx
    .update(calls)
    .set({ streamTokenHash: null, leaseOwner: lease.owner, leaseUntil: lease.until })
    .where(and(eq(calls.id, callId), eq(calls.callSid, callSid), eq(calls.streamTokenHash, tokenHash)))
    .returning();
  return claimed && acceptNews(tx, onward, numbersOf(claimed), { kind: 'stream-started', at });
}

/** Says what follows the stream. To be committed before its socket is closed: Twilio asks at once. */
export async function decideAfterStream(tx: BusinessTx, callId: CallId, next: 'hang-up' | 'message'): Promise<void> {
  await tx.update(calls).set({ afterStream: next }).where(eq(calls.id, callId));
}

/** The stream is over: the call's place is free. */
export async function endStream(tx: BusinessTx, onward: Onward, callId: CallId, at: Date): Promise<void> {
  const call = await lockCall(tx, callId);
  if (!call) return;
  await acceptNews(tx, onward, numbersOf(call), { kind: 'stream-ended', at });
  await tx.update(calls).set({ leaseOwner: null, leaseUntil: null }).where(eq(calls.id, callId));
}

/** A sign of life from the process that has these calls. */
export async function renewLeases(
  tx: BusinessTx,
  callIds: readonly CallId[],
  lease: { owner: string; until: Date },
): Promise<void> {
  await tx
    .update(calls)
    .set({ leaseUntil: lease.until })
    .where(and(inArray(calls.id, [...callIds]), eq(calls.leaseOwner, lease.owner), isNotNull(calls.leaseUntil)));
}

const numbersOf = ({ callSid, channelId, fromNumber, toNumber }: Call): CallNumbers => ({
  callSid,
  channelId,
  from: fromNumber,
  to: toNumber,
});
