// A caller wants to be called back: a reminder for people, and a notice of it.
import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { callBackNote } from '../../domain/calls/call-back-note.ts';
import { callersPhone, spokenPhone } from '../../domain/calls/caller.ts';
import type { LastingToolUse } from '../../domain/calls/tool-use.ts';
import { pointlessAfter } from '../../domain/reminders/notices.ts';
import { clockTimeOf } from '../../domain/time/wall-time.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readSettings } from '../businesses.ts';
import { findOrAddContact } from '../conversations/contact-of.ts';
import { leadOf } from '../conversations/facts.ts';
import { tellOfLead } from '../conversations/tell-of-lead.ts';
import type { CallId, LeadId, ReminderId } from '../ids.ts';
import { notify } from '../notifications/notify.ts';
import { readTopic } from '../reminder-notices.ts';
import { addReminder, changeReminder, readReminder } from '../reminders.ts';
import { callToolUses } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import type { Call } from './accept-news.ts';
import { leadOfCall, nameOf } from './caller.ts';

type CallBackUse = Extract<LastingToolUse, { tool: 'requestCallBack' }>;

/** A reminder that is due now, and people are told. Asked for again in the same call, the reminder says all of it. */
export async function requestCallBack(
  tx: BusinessTx,
  onward: Onward,
  call: Call,
  use: CallBackUse,
  now: Date,
): Promise<ReminderId> {
  const before = await earlierCallBack(tx, call.id);
  const { phone, about, when } = { ...before?.use, ...use };
  const spoken = phone === undefined ? undefined : spokenPhone(phone, call.toNumber);
  const leadId = await leadToCallBack(tx, onward, call, spoken);
  const topic = leadId === null ? undefined : await readTopic(tx, leadId);
  const name = topic ? await nameOf(tx, topic.contactId) : null;
  const { language, hours } = await readSettings(tx);
  const reached = spoken ?? phone ?? callersPhone(call.fromNumber) ?? null;
  const note = callBackNote({ name, phone: reached, about, when }, language);
  if (before && (await readReminder(tx, before.reminderId))) {
    await changeReminder(tx, before.reminderId, { note }, now);
    return before.reminderId;
  }
  const added = await addReminder(tx, { note, leadId, ownerUserId: null, dueAt: now }, now);
  if (added.kind === 'missing') throw new Error(`A ${added.what} vanished between two statements`);
  const { id } = added.reminder;
  await tellOfCallBack(tx, onward, {
    callId: call.id,
    reminderId: id,
    topic,
    note,
    name,
    now,
    timeZone: hours.timeZone,
  });
  return id;
}

/** What was asked for in this call already, the newest word on each part of it. */
async function earlierCallBack(
  tx: BusinessTx,
  callId: CallId,
): Promise<{ reminderId: ReminderId; use: Partial<CallBackUse> } | undefined> {
  const rows = await tx
    .select({ input: callToolUses.input, reminderId: callToolUses.reminderId })
    .from(callToolUses)
    .where(and(eq(callToolUses.callId, callId), isNotNull(callToolUses.reminderId)))
    .orderBy(asc(callToolUses.createdAt));
  const reminderId = rows.at(-1)?.reminderId;
  return reminderId ? { reminderId, use: Object.assign({}, ...rows.map(({ input }) => input)) } : undefined;
}

/** The caller's lead; behind a withheld number, that of the number they named. */
async function leadToCallBack(
  tx: BusinessTx,
  onward: Onward,
  call: Call,
  spoken: string | undefined,
): Promise<LeadId | null> {
  const known = await leadOfCall(tx, onward, call.id);
  if (known !== undefined) return known;
  if (spoken === undefined) return null;
  const contactId = await findOrAddContact(tx, { identities: [{ kind: 'phone', value: spoken }] });
  return leadOf(tx, contactId, 'call', (leadId) => tellOfLead(tx, onward, { leadId, contactId, name: null }));
}

interface NewCallBack {
  callId: CallId;
  reminderId: ReminderId;
  topic: Awaited<ReturnType<typeof readTopic>>;
  note: string;
  name: string | null;
  now: Date;
  /** The business's, as IANA names it. */
  timeZone: string;
}

/** A reminder that is due as it is made gives no notice of its own. */
async function tellOfCallBack(
  tx: BusinessTx,
  { jobs, traceId }: Onward,
  { callId, reminderId, topic, note, name, now, timeZone }: NewCallBack,
): Promise<void> {
  await notify(
    tx,
    jobs,
    {
      kind: 'reminder',
      about: {
        kind: 'reminder',
        reminderId,
        ...(topic?.conversationId === undefined ? {} : { conversationId: topic.conversationId }),
      },
      values: { note, name, dueAt: now.toISOString(), clock: clockTimeOf(now, timeZone) },
      ...(topic === undefined ? {} : { contactId: topic.contactId }),
      to: 'everyone',
      key: `call-back:${callId}`,
      pointlessAfter: new Date(pointlessAfter(0, now.getTime())),
    },
    traceId,
  );
}
