// The accept transaction of an inbound message: it is stored once, with its place in the conversation, and its job with it.
import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { historyText } from '../../domain/whatsapp/content-text.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound-message.ts';
import { processWhatsappWebhook } from '../../jobs/catalogue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { readSettings } from '../businesses.ts';
import type { ChannelId, ContactId, ConversationId, MessageId } from '../ids.ts';
import { conversations, messages, sessions } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { attendUntil } from './attend.ts';
import { findOrAddContact } from './contact-of.ts';

export interface InboundDelivery {
  channelId: ChannelId;
  source: 'baileys' | 'cloud';
  message: InboundMessage;
  traceId: string;
}

export type AcceptOutcome = 'accepted' | 'duplicate' | 'own-echo';

/**
 * Stores one message. What the outcome is, the commit decides: a repeated delivery is a `duplicate` for ever.
 * A message from the business's own side is either an echo of ours, or a person who answered from the phone.
 */
export async function acceptInbound(tx: BusinessTx, jobs: Jobs, delivery: InboundDelivery): Promise<AcceptOutcome> {
  const known = await findKnown(tx, delivery);
  if (known) return known;
  const contactId = await findOrAddContact(tx, delivery.message);
  const place = await nextPlace(tx, delivery, contactId);
  if (await findKnown(tx, delivery)) return 'duplicate'; // Another delivery of it held the conversation until now.
  if (delivery.message.fromMe) await storePersonsAnswer(tx, delivery, place);
  else await storeCustomersMessage(tx, jobs, delivery, place);
  tx.publish({ type: 'conversation.changed', data: { conversationId: place.conversationId } });
  return 'accepted';
}

interface Place {
  conversationId: ConversationId;
  seq: number;
}

/** A message we have: received before, or sent by us and now echoed. */
async function findKnown(
  tx: BusinessTx,
  { channelId, message }: InboundDelivery,
): Promise<'duplicate' | 'own-echo' | undefined> {
  const [row] = await tx
    .select({ direction: messages.direction, fromMe: messages.fromMe, author: messages.author })
    .from(messages)
    .where(
      and(
        eq(messages.channelId, channelId),
        eq(messages.providerMessageId, message.providerMessageId),
        or(
          and(eq(messages.chat, message.chat), eq(messages.fromMe, message.fromMe)),
          message.fromMe ? eq(messages.direction, 'out') : sql`false`,
        ),
      ),
    )
    .limit(1);
  if (!row) return undefined;
  return row.direction === 'out' && !row.fromMe ? 'own-echo' : 'duplicate';
}

/** Takes the next number in the conversation, making it on the first message. Its row lock orders concurrent deliveries. */
async function nextPlace(
  tx: BusinessTx,
  { channelId, message }: InboundDelivery,
  contactId: ContactId,
): Promise<Place> {
  const { businessId } = tx;
  const lastCustomerMessageAt = message.fromMe ? null : message.sentAt;
  const [conversation] = await tx
    .insert(conversations)
    .values({ businessId, channelId, contactId, chat: message.chat, lastSeq: 1, lastCustomerMessageAt })
    .onConflictDoUpdate({
      target: [conversations.businessId, conversations.channelId, conversations.contactId],
      set: {
        lastSeq: sql`${conversations.lastSeq} + 1`,
        lastMessageAt: sql`now()`,
        lastCustomerMessageAt: sql`greatest(${conversations.lastCustomerMessageAt}, excluded.last_customer_message_at)`,
        // The customer's newest address is the one to answer.
        ...(message.fromMe ? {} : { chat: message.chat }),
      },
    })
    .returning({ conversationId: conversations.id, seq: conversations.lastSeq });
  if (!conversation) throw new Error('An upsert of a conversation returned no row');
  return conversation;
}

async function storeCustomersMessage(
  tx: BusinessTx,
  jobs: Jobs,
  delivery: InboundDelivery,
  place: Place,
): Promise<void> {
  const { channelId, source, message, traceId } = delivery;
  const { conversationId } = place;
  const messageId = await insertMessage(tx, {
    ...place,
    ...asReceived(message),
    channelId,
    traceId,
    sessionId: await openSession(tx, conversationId),
    direction: 'in',
    author: 'customer',
    state: 'received',
  });
  const { providerMessageId } = message;
  await jobs.enqueue(tx, processWhatsappWebhook, { source, providerMessageId, conversationId, messageId }, traceId);
}

/** WhatsApp itself has sent it already. The assistant keeps silent for a while, and what waited for an answer has one. */
async function storePersonsAnswer(
  tx: BusinessTx,
  { channelId, message, traceId }: InboundDelivery,
  place: Place,
): Promise<void> {
  await insertMessage(tx, {
    ...place,
    ...asReceived(message),
    channelId,
    traceId,
    direction: 'out',
    author: 'person',
    state: 'sent',
  });
  const { personPauseMinutes } = await readSettings(tx);
  await tx
    .update(conversations)
    .set({
      // An answer that reaches us late must not shorten a pause that a later one began.
      pausedUntil: sql`greatest(${conversations.pausedUntil}, ${new Date(message.sentAt.getTime() + personPauseMinutes * 60_000).toISOString()}::timestamptz)`,
    })
    .where(eq(conversations.id, place.conversationId));
  await attendUntil(tx, place.conversationId, message.sentAt);
}

function asReceived(message: InboundMessage) {
  return {
    chat: message.chat,
    fromMe: message.fromMe,
    providerMessageId: message.providerMessageId,
    sentAt: message.sentAt,
    content: message.content,
    text: historyText(message.content),
  };
}

async function insertMessage(
  tx: BusinessTx,
  row: Omit<typeof messages.$inferInsert, 'businessId'>,
): Promise<MessageId> {
  const [inserted] = await tx
    .insert(messages)
    .values({ ...row, businessId: tx.businessId })
    .returning({ id: messages.id });
  if (!inserted) throw new Error('An insert of a message returned no row');
  return inserted.id;
}

async function openSession(tx: BusinessTx, conversationId: ConversationId) {
  const open = () =>
    tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.conversationId, conversationId), isNull(sessions.closedAt)));
  const [session] = await open();
  if (session) return session.id;
  const [made] = await tx
    .insert(sessions)
    .values({ businessId: tx.businessId, conversationId })
    .returning({ id: sessions.id });
  if (!made) throw new Error('An insert of a session returned no row');
  return made.id;
}
