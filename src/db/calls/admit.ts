// A call comes in: it gets a place when the business has one left, and the key to its stream.
import { and, eq, gt, sql } from 'drizzle-orm';
import type { BusinessSettings } from '../../domain/businesses/settings.ts';
import { isOver } from '../../domain/calls/call-facts.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readSettings } from '../businesses.ts';
import { calls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { acceptNews, type Call, type CallNumbers } from './accept-news.ts';

export interface Arrival extends CallNumbers {
  at: Date;
  /** What the stream will show, hashed. */
  tokenHash: string;
  /** Who takes it, and until when the place is kept for it without a sign of life. */
  lease: { owner: string; until: Date };
  /** `full`: this process has no place left, whatever the business has. */
  process: 'has-room' | 'full';
  /** How many calls a business may have at a time. */
  maxPerBusiness: number;
}

/**
 * Takes a call in. A request that comes twice gets the first answer again.
 * @returns the call as it stands, and what its business has set; undefined when a person removed it
 */
export async function admitCall(
  tx: BusinessTx,
  onward: Onward,
  arrival: Arrival,
): Promise<{ call: Call; settings: BusinessSettings } | undefined> {
  const settings = await readSettings(tx);
  // Two calls at once must not both find the last place: they are looked at one after another.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`calls/${tx.businessId}`}, 0))`);
  const call = await acceptNews(tx, onward, arrival, { kind: 'called', at: arrival.at });
  if (!call) return undefined;
  if (call.admission !== 'not-asked' || isOver(call.state)) return { call, settings };
  const isRoom = arrival.process === 'has-room' && (await occupied(tx, arrival.at)) < arrival.maxPerBusiness;
  const decided: Partial<Call> = isRoom
    ? {
        admission: 'admitted',
        leaseOwner: arrival.lease.owner,
        leaseUntil: arrival.lease.until,
        streamTokenHash: arrival.tokenHash,
        recordingConsent: settings.callNotice === 'assistant-and-recording' ? 'noticed' : 'none',
      }
    : { admission: 'full' };
  await tx.update(calls).set(decided).where(eq(calls.id, call.id));
  return { call: { ...call, ...decided }, settings };
}

/** How many of its calls have a place at that instant. */
async function occupied(tx: BusinessTx, at: Date): Promise<number> {
  return tx.$count(calls, and(eq(calls.admission, 'admitted'), gt(calls.leaseUntil, at)));
}
