// Calls as lists and pages show them.
import { and, desc, eq, exists, gte, ilike, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import type { CallState } from '../../domain/calls/call-facts.ts';
import type { CallResult } from '../../domain/calls/call-result.ts';
import { callersPhone } from '../../domain/calls/caller.ts';
import { readRecordings } from '../calls/recordings.ts';
import { readTurns } from '../calls/turns.ts';
import type { CallId, ContactId } from '../ids.ts';
import { callRecordings, calls, callTurns, contacts, conversations, leads } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { anywhere, contactMatches, firstPhone, knownName, phoneDigits } from './contacts.ts';

export interface CallsWanted {
  /** `live`: under way now. */
  only?: 'live' | undefined;
  /** `recording`: one that can be heard. */
  with?: 'recording' | undefined;
  result?: CallResult | undefined;
  /** Part of the caller's name or number, or of what was said. */
  search?: string | undefined;
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
  const { only, result, search, contactId, from, before, after, limit } = wanted;
  const filter = and(
    only === 'live' ? inArray(calls.state, LIVE) : undefined,
    wanted.with === 'recording' ? hasRecording(tx) : undefined,
    result && eq(calls.result, result),
    search === undefined ? undefined : matches(tx, search),
    contactId && eq(calls.contactId, contactId),
    from && gte(calls.startedAt, from),
    before && lt(calls.startedAt, before),
    after && lt(calls.id, after),
  );
  return shownCalls(tx, filter, limit);
}

/** One call with its turns, its recordings, and the caller's lead and newest conversation. */
export async function readCall(tx: BusinessTx, callId: CallId) {
  const [call] = await shownCalls(tx, eq(calls.id, callId), 1);
  if (!call) return undefined;
  const contactId = call.contact?.id;
  const caller = contactId ? await readCaller(tx, contactId) : { leadId: null, conversationId: null };
  const [turns, recordings] = [await readTurns(tx, callId), await readRecordings(tx, callId)];
  return { ...call, ...caller, turns, recordings };
}

async function readCaller(tx: BusinessTx, contactId: ContactId) {
  const [lead] = await tx.select({ id: leads.id }).from(leads).where(eq(leads.contactId, contactId));
  const [conversation] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.contactId, contactId))
    .orderBy(desc(conversations.lastMessageAt))
    .limit(1);
  return { leadId: lead?.id ?? null, conversationId: conversation?.id ?? null };
}

function hasRecording(tx: BusinessTx) {
  const stored = and(eq(callRecordings.callId, calls.id), eq(callRecordings.state, 'stored'));
  return exists(tx.select({ found: sql`1` }).from(callRecordings).where(stored));
}

/** Who called, from where, or what either side said. */
function matches(tx: BusinessTx, search: string) {
  const digits = phoneDigits(search);
  const words = anywhere(search);
  const said = or(ilike(callTurns.callerText, words), ilike(callTurns.heardText, words));
  return or(
    contactMatches(tx, search),
    digits === undefined ? undefined : like(calls.fromNumber, anywhere(digits)),
    exists(
      tx
        .select({ found: sql`1` })
        .from(callTurns)
        .where(and(eq(callTurns.callId, calls.id), said)),
    ),
  );
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
      recordingConsent: calls.recordingConsent,
      summary: calls.summary,
      contactId: contacts.id,
      name: knownName(tx),
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
    callerPhone: callersPhone(call.from) ?? null,
    contact: contactId === null ? null : { id: contactId, name, phone },
  }));
}
