// The effects of what the assistant did in a call: each in one transaction with the note that it is done.
import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { LastingToolUse } from '../../domain/calls/tool-use.ts';
import { LEAD_FIELDS } from '../../domain/leads/facts.ts';
import { conversation } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import { takePlace } from '../conversations/answer.ts';
import { rememberSpokenFacts } from '../conversations/facts.ts';
import { openSessionOf } from '../conversations/session.ts';
import type { CallId, ContactId, ReminderId } from '../ids.ts';
import { callToolUses, channels, contacts, conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { type Call, lockCall } from './accept-news.ts';
import { requestCallBack } from './call-back.ts';
import { leadOfCall, logCaller } from './caller.ts';

type UseOf<Tool extends LastingToolUse['tool']> = Extract<LastingToolUse, { tool: Tool }>;

/**
 * Does what was accepted in a call and is not done yet, in the order in which it was asked for: a call-back that follows
 * a name knows the name. Doing it again changes nothing.
 */
export async function performToolUses(tx: BusinessTx, onward: Onward, callId: CallId, now: Date): Promise<void> {
  await logCaller(tx, callId);
  // Two jobs of one call must not do the same.
  const call = await lockCall(tx, callId);
  if (!call) return;
  const waiting = await tx
    .select({ useId: callToolUses.useId, input: callToolUses.input })
    .from(callToolUses)
    .where(and(eq(callToolUses.callId, callId), eq(callToolUses.state, 'accepted')))
    .orderBy(asc(callToolUses.createdAt), asc(callToolUses.useId));
  for (const { useId, input } of waiting) {
    const made = await perform(tx, onward, call, input, now);
    await tx
      .update(callToolUses)
      .set({ state: 'done', ...made })
      .where(and(eq(callToolUses.callId, callId), eq(callToolUses.useId, useId)));
  }
}

async function perform(
  tx: BusinessTx,
  onward: Onward,
  call: Call,
  use: LastingToolUse,
  now: Date,
): Promise<{ reminderId?: ReminderId }> {
  switch (use.tool) {
    case 'saveLeadFacts':
      await saveFacts(tx, onward, call, use);
      return {};
    case 'requestCallBack':
      return { reminderId: await requestCallBack(tx, onward, call, use, now) };
    case 'sendWhatsapp':
      await sendWhatsapp(tx, onward, call, use);
      return {};
  }
}

async function saveFacts(tx: BusinessTx, onward: Onward, call: Call, { facts }: UseOf<'saveLeadFacts'>): Promise<void> {
  if (call.contactId === null) return;
  await leadOfCall(tx, onward, call.id);
  const said = LEAD_FIELDS.flatMap((field) => {
    const value = facts[field];
    return value === undefined ? [] : [{ field, value }];
  });
  await rememberSpokenFacts(tx, call.contactId, call.id, said);
}

/** Goes out in order with what else is said there, by the conversation. Nobody's silence holds it back: they asked for it. */
async function sendWhatsapp(
  tx: BusinessTx,
  { jobs, traceId }: Onward,
  call: Call,
  { id, text }: UseOf<'sendWhatsapp'>,
): Promise<void> {
  const whatsapp = call.contactId && (await whatsappOf(tx, call.contactId));
  // Its messages cannot have gone without the caller's data.
  if (!whatsapp) return;
  const { conversationId, channelId, contactId } = whatsapp;
  const { seq, chat } = await takePlace(tx, conversationId);
  const [made] = await tx
    .insert(messages)
    .values({
      businessId: tx.businessId,
      conversationId,
      channelId,
      sessionId: (await openSessionOf(tx, conversationId))?.sessionId ?? null,
      seq,
      direction: 'out',
      author: 'system',
      state: 'queued',
      text,
      content: { kind: 'text', text },
      chat,
      fromMe: false,
      traceId,
      idempotencyKey: `call-tool:${id}`,
    })
    .returning({ id: messages.id });
  if (!made) throw new Error('An insert of a message returned no row');
  tx.publish({ type: 'message.changed', data: { conversationId, messageId: made.id } });
  await jobs.enqueue(tx, conversation, { conversationId, channelId, contactId }, traceId);
}

/**
 * Where a person can be written to on WhatsApp: their newest conversation, one on a number that works before others.
 * @returns undefined when they never wrote: WhatsApp lets nobody write freely then
 */
export async function whatsappOf(tx: BusinessTx, contactId: ContactId) {
  const [row] = await tx
    .select({
      conversationId: conversations.id,
      contactId: conversations.contactId,
      channelId: channels.id,
      channelState: channels.state,
      lastCustomerMessageAt: conversations.lastCustomerMessageAt,
      optedOut: isNotNull(contacts.optOutSource).mapWith(Boolean),
    })
    .from(conversations)
    .innerJoin(
      channels,
      and(eq(channels.businessId, conversations.businessId), eq(channels.id, conversations.channelId)),
    )
    .innerJoin(
      contacts,
      and(eq(contacts.businessId, conversations.businessId), eq(contacts.id, conversations.contactId)),
    )
    .where(and(eq(conversations.contactId, contactId), eq(channels.provider, 'cloud')))
    .orderBy(desc(sql`${channels.state} = 'active'`), sql`${conversations.lastCustomerMessageAt} desc nulls last`)
    .limit(1);
  return row;
}
