// What follows a call once it is over: its summary, what it told of the caller, and the notice of it.
import { and, eq, isNull } from 'drizzle-orm';
import type { KnownFacts } from '../../domain/assistant/facts-in-history.ts';
import type { CallResult } from '../../domain/calls/call-result.ts';
import { type CallSummary, sureFacts, type TalkedCall } from '../../domain/calls/call-summary.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readBusiness } from '../businesses.ts';
import { rememberSpokenFacts } from '../conversations/facts.ts';
import type { CallId } from '../ids.ts';
import { notify } from '../notifications/notify.ts';
import { calls, callToolUses } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { factsOf, leadOfCall, nameOf } from './caller.ts';
import { readTurns } from './turns.ts';

/** @returns undefined when there is nothing to sum up: nobody said anything, it was summed up before, or it is gone */
export async function readForSummary(tx: BusinessTx, callId: CallId): Promise<TalkedCall | undefined> {
  const [call] = await tx
    .select({ contactId: calls.contactId })
    .from(calls)
    .where(and(eq(calls.id, callId), isNull(calls.summary)));
  const turns = await readTurns(tx, callId);
  if (!call || turns.every(({ callerText }) => callerText === '')) return undefined;
  const { name, settings } = await readBusiness(tx);
  const uses = await tx.select({ input: callToolUses.input }).from(callToolUses).where(eq(callToolUses.callId, callId));
  const known: KnownFacts = call.contactId === null ? {} : await factsOf(tx, call.contactId);
  return {
    businessName: name,
    language: settings.language,
    turns,
    known,
    wantsCallBack: uses.some(({ input }) => input.tool === 'requestCallBack'),
  };
}

/** Keeps the summary, once, and with it what the whole call told: a person's own word on a lead stays. */
export async function keepSummary(
  tx: BusinessTx,
  onward: Onward,
  callId: CallId,
  { summary, facts }: CallSummary,
): Promise<void> {
  const [kept] = await tx
    .update(calls)
    .set({ summary })
    .where(and(eq(calls.id, callId), isNull(calls.summary)))
    .returning({ contactId: calls.contactId });
  if (!kept) return;
  tx.publish({ type: 'call.changed', data: { callId } });
  const sure = sureFacts(facts);
  if (kept.contactId === null || sure.length === 0) return;
  await leadOfCall(tx, onward, callId);
  await rememberSpokenFacts(tx, kept.contactId, callId, sure);
}

/** A call of yesterday is no news. */
const NEWS_FOR_MS = 24 * 60 * 60_000;

/** With these nobody was talked with. */
const MISSED: readonly CallResult[] = ['turned-away', 'unanswered', 'message'];

/** Tells people how a call ended, once. */
export async function tellOfCall(tx: BusinessTx, { jobs, traceId }: Onward, callId: CallId, now: Date): Promise<void> {
  const [call] = await tx
    .select({ result: calls.result, summary: calls.summary, contactId: calls.contactId })
    .from(calls)
    .where(eq(calls.id, callId));
  if (!call?.result) return;
  const { contactId, summary, result } = call;
  const name = contactId === null ? null : await nameOf(tx, contactId);
  const about = { kind: 'call', callId } as const;
  const content = MISSED.includes(result)
    ? ({ kind: 'missed-call', about, values: { name } } as const)
    : ({ kind: 'call-ended', about, values: { name, summary } } as const);
  await notify(
    tx,
    jobs,
    {
      ...content,
      ...(contactId === null ? {} : { contactId }),
      to: 'everyone',
      key: `call:${callId}`,
      pointlessAfter: new Date(now.getTime() + NEWS_FOR_MS),
    },
    traceId,
  );
}
