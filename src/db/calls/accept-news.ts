// The accept transaction of news about a call: taken in whatever comes first, and its workflow is rung.
import { eq } from 'drizzle-orm';
import { type CallNews, factsFrom, isOver, withNews } from '../../domain/calls/call-facts.ts';
import { callLifecycle } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readSettings } from '../businesses.ts';
import type { CallId, ChannelId } from '../ids.ts';
import { calls, removedCalls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** What every request of Twilio's says of a call; some do not say who calls: then `from` is ''. */
export interface CallNumbers {
  callSid: string;
  channelId: ChannelId;
  from: string;
  to: string;
}

export type Call = typeof calls.$inferSelect;

/**
 * Takes news in, whichever comes first, however often: what is known moves forward only.
 * @returns the call as it is now, locked until the commit; undefined when a person removed it
 */
export async function acceptNews(
  tx: BusinessTx,
  onward: Onward,
  numbers: CallNumbers,
  news: CallNews,
): Promise<Call | undefined> {
  const { call, isNew } = await lockOrAdd(tx, onward, numbers, news);
  if (!call) return undefined;
  if (isNew) {
    await ringCall(tx, onward, call);
    return call;
  }
  const facts = withNews(call, news);
  const known = { ...facts, fromNumber: call.fromNumber || numbers.from };
  // A call that is over has no place any more, and no stream may begin.
  const ended = isOver(facts.state) ? { leaseOwner: null, leaseUntil: null, streamTokenHash: null } : {};
  if (isSame(call, known)) return call;
  const changed = { ...call, ...known, ...ended };
  await tx
    .update(calls)
    .set({ ...known, ...ended })
    .where(eq(calls.id, call.id));
  await ringCall(tx, onward, changed);
  return changed;
}

/** Somebody's live page looks again, and the call's workflow does: it is started if it was not. */
export async function ringCall(
  tx: BusinessTx,
  { jobs }: Onward,
  { id, callSid, traceId }: Pick<Call, 'id' | 'callSid' | 'traceId'>,
): Promise<void> {
  tx.publish({ type: 'call.changed', data: { callId: id } });
  await jobs.enqueue(tx, callLifecycle, { callSid, callId: id }, traceId);
}

/** The call's row, locked. @returns undefined when its data was deleted */
export async function lockCall(tx: BusinessTx, callId: CallId): Promise<Call | undefined> {
  const [call] = await tx.select().from(calls).where(eq(calls.id, callId)).for('update');
  return call;
}

async function lockOrAdd(
  tx: BusinessTx,
  { traceId }: Onward,
  { callSid, channelId, from, to }: CallNumbers,
  news: CallNews,
): Promise<{ call: Call | undefined; isNew: boolean }> {
  const known = await lockBySid(tx, callSid);
  // A removal that we have waited for is seen by now.
  if (known || (await isRemoved(tx, callSid))) return { call: known, isNew: false };
  const { language } = await readSettings(tx);
  const [added] = await tx
    .insert(calls)
    .values({
      businessId: tx.businessId,
      callSid,
      channelId,
      fromNumber: from,
      toNumber: to,
      ...factsFrom(news),
      admission: 'not-asked',
      recordingConsent: 'none',
      language,
      traceId,
    })
    .onConflictDoNothing({ target: [calls.businessId, calls.callSid] })
    .returning();
  if (added) return { call: added, isNew: true };
  // Another request about it was quicker.
  const other = await lockBySid(tx, callSid);
  if (!other) throw new Error('A call vanished between two statements');
  return { call: other, isNew: false };
}

async function lockBySid(tx: BusinessTx, callSid: string): Promise<Call | undefined> {
  const [call] = await tx.select().from(calls).where(eq(calls.callSid, callSid)).for('update');
  return call;
}

async function isRemoved(tx: BusinessTx, callSid: string): Promise<boolean> {
  return (await tx.$count(removedCalls, eq(removedCalls.callSid, callSid))) > 0;
}

function isSame(before: Call, after: Partial<Call>): boolean {
  return Object.entries(after).every(([name, value]) => {
    const old = before[name as keyof Call];
    return value instanceof Date && old instanceof Date ? value.getTime() === old.getTime() : value === old;
  });
}
