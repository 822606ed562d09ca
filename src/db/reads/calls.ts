// Calls as lists and pages show them.
import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { CallState } from '../../domain/calls/call-facts.ts';
import type { CallResult } from '../../domain/calls/call-result.ts';
import { readRecordings } from '../calls/recordings.ts';
import { readTurns } from '../calls/turns.ts';
import type { CallId, ContactId } from '../ids.ts';
import { calls, contacts, leads } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { firstPhone } from './contacts.ts';

export interface CallsWanted {
  /** `live`: under way now. */
  only?: 'live' | undefined;
  result?: CallResult | undefined;
  contactId?: ContactId | undefined;
  /** Begun at this instant or later, and before that one. */
  from?: Date | undefined;
  before?: Date | undefined;
  /** The last call of the page before. */
  after?: CallId | undefined;
  limit: number;
}

const LIVE: CallState[] = ['ringing', 'in-progress'];

/** The newest first: ids sort by the time at which we first heard of a call. */
export async function listCalls(tx: BusinessTx, wanted: CallsWanted) {
  const { only, result, contactId, from, before, after, limit } = wanted;
  const filter = and(
    only === 'live' ? inArray(calls.state, LIVE) : undefined,
    result && eq(calls.result, result),
    contactId && eq(calls.contactId, contactId),
    from && gte(calls.startedAt, from),
    before && lt(calls.startedAt, before),
    after && lt(calls.id, after),
  );
  return shownCalls(tx, filter, limit);
}

/** One call with its turns, its recordings and the lead behind it. */
export async function readCall(tx: BusinessTx, callId: CallId) {
  const [call] = await shownCalls(tx, eq(calls.id, callId), 1);
  if (!call) return undefined;
  const contactId = call.contact?.id;
  const [lead] = contactId ? await tx.select({ id: leads.id }).from(leads).where(eq(leads.contactId, contactId)) : [];
  const [turns, recordings] = [await readTurns(tx, callId), await readRecordings(tx, callId)];
  return { ...call, leadId: lead?.id ?? null, turns, recordings };
}

async function shownCalls(tx: BusinessTx, filter: SQL | undefined, limit: number) {
  const phone = firstPhone(tx);
  const rows = await tx
    .select({
      id: calls.id,
      callSid: calls.callSid,
      from: calls.fromNumber,
      to: calls.toNumber,
      state: calls.state,
      result: calls.result,
      language: calls.language,
      startedAt: calls.startedAt,
      answeredAt: calls.answeredAt,
      endedAt: calls.endedAt,
      durationS: calls.durationS,
      hangUpRequestedAt: calls.hangUpRequestedAt,
      contactId: contacts.id,
      name: contacts.name,
      phone: phone.phone,
    })
    .from(calls)
    .leftJoin(contacts, and(eq(contacts.businessId, calls.businessId), eq(contacts.id, calls.contactId)))
    .leftJoinLateral(phone, sql`true`)
    .where(filter)
    .orderBy(desc(calls.id))
    .limit(limit);
  return rows.map(({ contactId, name, phone, ...call }) => ({
    ...call,
    contact: contactId === null ? null : { id: contactId, name, phone },
  }));
}
