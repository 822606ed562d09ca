// An outbound message's own row: claimed before an attempt, settled after it. Its state never goes backwards.
import { and, eq, sql } from 'drizzle-orm';
import type { Attention } from '../../domain/conversations/attention.ts';
import { serviceWindow } from '../../domain/conversations/service-window.ts';
import { type Recipient, recipientOf } from '../../domain/whatsapp/recipient.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { ChannelId, ContactId, ConversationId, MessageId } from '../ids.ts';
import { channels, contactIdentities, contacts, conversations, messages, type SendError } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { askForAttention } from './attend.ts';
import { isSilenced, withdrawAnswer } from './withdraw.ts';

/** What one attempt needs to know. */
export interface Attempt {
  messageId: MessageId;
  conversationId: ConversationId;
  to: Recipient;
  text: string;
  channel: { id: ChannelId; numberId: string; credentials: string };
}

export type Claim =
  | { kind: 'attempt'; attempt: Attempt }
  /** An attempt before this one may have handed it over. */
  | { kind: 'unknown' }
  /** WhatsApp asked the whole number to wait, and why. */
  | { kind: 'held'; forMs: number; reason: string }
  /** There is nothing left to attempt. */
  | { kind: 'settled' };

/** Longer than any attempt with its wait for a status: whoever was at it is gone. */
const FORGOTTEN_AFTER_MS = 3 * 60_000;

/**
 * Claims the message for one attempt. A claim found already made belongs to a worker that died between the
 * hand-over and its note of it: whether the message went out is not known, so it is not tried again.
 */
export async function claimForAttempt(tx: BusinessTx, onward: Onward, messageId: MessageId, now: Date): Promise<Claim> {
  const [row] = await tx
    .select({
      state: messages.state,
      author: messages.author,
      consequence: messages.consequence,
      conversationId: messages.conversationId,
      chat: conversations.chat,
      handledBy: conversations.handledBy,
      pausedUntil: conversations.pausedUntil,
      contactId: conversations.contactId,
      optOutSource: contacts.optOutSource,
      text: messages.text,
      lastCustomerMessageAt: conversations.lastCustomerMessageAt,
      channel: {
        id: channels.id,
        numberId: channels.numberId,
        credentials: channels.credentials,
        state: channels.state,
        heldUntil: channels.heldUntil,
        heldReason: channels.heldReason,
      },
    })
    .from(messages)
    .innerJoin(
      conversations,
      and(eq(conversations.businessId, messages.businessId), eq(conversations.id, messages.conversationId)),
    )
    .innerJoin(
      contacts,
      and(eq(contacts.businessId, conversations.businessId), eq(contacts.id, conversations.contactId)),
    )
    .innerJoin(channels, and(eq(channels.businessId, messages.businessId), eq(channels.id, messages.channelId)))
    .where(eq(messages.id, messageId))
    .for('update', { of: messages });
  if (!row) return { kind: 'settled' };
  if (row.state === 'sending' || row.state === 'unknown') {
    await setState(tx, messageId, row.conversationId, { state: 'unknown' });
    return { kind: 'unknown' };
  }
  if (row.state !== 'queued') return { kind: 'settled' };
  const { conversationId, text, channel } = row;
  if (isSilenced(row, now)) {
    await withdrawAnswer(tx, conversationId, messageId);
    return { kind: 'settled' };
  }
  const to = recipientOf(row.chat, await identitiesOf(tx, row.contactId));
  const refusal = whyNotNow(channel.state, row.lastCustomerMessageAt, now);
  if (refusal || !to) {
    const { error, attention } = refusal ?? NO_ADDRESS;
    await failMessage(tx, onward, messageId, conversationId, error, attention);
    return { kind: 'settled' };
  }
  const heldForMs = (channel.heldUntil?.getTime() ?? 0) - now.getTime();
  if (heldForMs > 0) {
    const reason = channel.heldReason ?? 'WhatsApp asked this number to wait.';
    await setState(tx, messageId, conversationId, { error: { code: 'held', message: reason } });
    return { kind: 'held', forMs: heldForMs, reason };
  }
  await setState(tx, messageId, conversationId, { state: 'sending', attemptedAt: now });
  return { kind: 'attempt', attempt: { messageId, conversationId, to, text, channel } };
}

const NO_ADDRESS = {
  attention: 'send-failed' as const,
  error: {
    code: 'no-address',
    message: "WhatsApp hides this customer's number: they can be answered from the phone only.",
  },
};

async function identitiesOf(tx: BusinessTx, contactId: ContactId) {
  return tx
    .select({ kind: contactIdentities.kind, value: contactIdentities.value })
    .from(contactIdentities)
    .where(eq(contactIdentities.contactId, contactId));
}

function whyNotNow(channelState: string, lastCustomerMessageAt: Date | null, now: Date) {
  if (channelState !== 'active') {
    return {
      attention: 'reconnect' as const,
      error: {
        code: channelState,
        message: 'The WhatsApp channel is not connected: save its credentials anew in the settings.',
      },
    };
  }
  if (!serviceWindow(lastCustomerMessageAt, now).open) {
    return {
      attention: 'window-closed' as const,
      error: {
        code: '131047',
        message: 'More than 24 hours have passed since the customer wrote: WhatsApp lets nobody write freely now.',
      },
    };
  }
  return undefined;
}

/** The provider took it. A status that came first has settled the state already; the provider's id is kept all the same. */
export async function noteHandedOver(
  tx: BusinessTx,
  { messageId, conversationId }: Attempt,
  providerMessageId: string,
  now: Date,
): Promise<void> {
  await tx
    .update(messages)
    .set({
      providerMessageId,
      sentAt: now,
      error: sql`case when ${messages.state} = 'failed' then ${messages.error} end`,
      state: sql`case when ${messages.state} in ('sending', 'unknown', 'unconfirmed') then 'sent' else ${messages.state} end`,
    })
    .where(eq(messages.id, messageId));
  tx.publish({ type: 'message.changed', data: { conversationId, messageId } });
}

/** The request was never written, or the provider said "not now": it may be tried again. */
export async function releaseClaim(
  tx: BusinessTx,
  { messageId, conversationId }: Attempt,
  error: SendError,
): Promise<void> {
  await tx
    .update(messages)
    .set({ state: 'queued', error })
    .where(and(eq(messages.id, messageId), eq(messages.state, 'sending')));
  tx.publish({ type: 'message.changed', data: { conversationId, messageId } });
}

/** No clear answer came. @returns false when a status has told more meanwhile */
export async function noteUnknown(tx: BusinessTx, { messageId, conversationId }: Attempt): Promise<boolean> {
  const changed = await tx
    .update(messages)
    .set({ state: 'unknown' })
    .where(and(eq(messages.id, messageId), eq(messages.state, 'sending')))
    .returning({ id: messages.id });
  if (changed.length > 0) tx.publish({ type: 'message.changed', data: { conversationId, messageId } });
  return changed.length > 0;
}

/** It did not go out, and why; a person is told. */
export async function failMessage(
  tx: BusinessTx,
  onward: Onward,
  messageId: MessageId,
  conversationId: ConversationId,
  error: SendError,
  attention: Attention,
): Promise<void> {
  await setState(tx, messageId, conversationId, { state: 'failed', error });
  await askForAttention(tx, onward, conversationId, attention);
}

/** The wait for a status is over, or the send gave up: what was handed over without an answer is for a person to judge. */
export async function settleAfterWait(tx: BusinessTx, onward: Onward, messageId: MessageId): Promise<void> {
  const [row] = await tx
    .select({ state: messages.state, conversationId: messages.conversationId, error: messages.error })
    .from(messages)
    .where(eq(messages.id, messageId))
    .for('update');
  if (!row) return;
  if (row.state === 'sending' || row.state === 'unknown') {
    await setState(tx, messageId, row.conversationId, { state: 'unconfirmed' });
    await askForAttention(tx, onward, row.conversationId, 'unconfirmed');
  }
  if (row.state === 'queued') {
    const unreachable = {
      code: 'unreachable',
      message: 'WhatsApp could not be reached for too long; nothing was sent.',
    };
    await failMessage(tx, onward, messageId, row.conversationId, row.error ?? unreachable, 'send-failed');
  }
}

/** Settles a message whose attempt nobody is at any more. @returns false when somebody still is */
export async function settleForgotten(
  tx: BusinessTx,
  onward: Onward,
  message: { id: MessageId; state: string; attemptedAt: Date | null },
  now: number,
): Promise<boolean> {
  const underWay = message.state === 'sending' || message.state === 'unknown';
  if (!underWay || now - (message.attemptedAt?.getTime() ?? now) < FORGOTTEN_AFTER_MS) return false;
  await settleAfterWait(tx, onward, message.id);
  return true;
}

async function setState(
  tx: BusinessTx,
  messageId: MessageId,
  conversationId: ConversationId,
  change: Partial<typeof messages.$inferInsert>,
): Promise<void> {
  await tx.update(messages).set(change).where(eq(messages.id, messageId));
  tx.publish({ type: 'message.changed', data: { conversationId, messageId } });
}
