// What a provider's answer tells about the channel, the customer or a file.
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { ChannelId, ContactId, ConversationId, MessageId } from '../ids.ts';
import { channels, contacts, conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** The provider refused the credentials: nothing is sent by this channel until they are saved anew. */
export async function markReconnect(tx: BusinessTx, channelId: ChannelId): Promise<void> {
  await tx
    .update(channels)
    .set({ state: 'reconnect' })
    .where(and(eq(channels.id, channelId), eq(channels.state, 'active')));
}

/** WhatsApp asked the whole number to wait, not only this message. A longer wait is never shortened. */
export async function holdNumber(tx: BusinessTx, channelId: ChannelId, until: Date, reason: string): Promise<void> {
  await tx
    .update(channels)
    .set({ heldUntil: until, heldReason: reason })
    .where(and(eq(channels.id, channelId), or(isNull(channels.heldUntil), lt(channels.heldUntil, until))));
}

/** The customer wants no automatic messages; the first source is kept. */
export async function optOut(tx: BusinessTx, conversationId: ConversationId, source: string): Promise<void> {
  const [row] = await tx
    .select({ contactId: conversations.contactId })
    .from(conversations)
    .where(eq(conversations.id, conversationId));
  if (!row) return;
  await tx
    .update(contacts)
    .set({ optedOutAt: sql`now()`, optOutSource: source })
    .where(and(eq(contacts.id, row.contactId), isNull(contacts.optedOutAt)));
}

/** What is kept as the source of an opt-out by a message. */
export const optOutBy = (messageId: MessageId): string => `message ${messageId}`;

export interface FileReference {
  mediaId: string;
  conversationId: ConversationId;
  contactId: ContactId;
  channel: { numberId: string; credentials: string };
}

/** Where a message's file can be fetched; undefined when the message is gone or has none. */
export async function readFileReference(tx: BusinessTx, messageId: MessageId): Promise<FileReference | undefined> {
  const [row] = await tx
    .select({
      content: messages.content,
      conversationId: messages.conversationId,
      contactId: conversations.contactId,
      channel: { numberId: channels.numberId, credentials: channels.credentials },
    })
    .from(messages)
    .innerJoin(
      conversations,
      and(eq(conversations.businessId, messages.businessId), eq(conversations.id, messages.conversationId)),
    )
    .innerJoin(channels, and(eq(channels.businessId, messages.businessId), eq(channels.id, messages.channelId)))
    .where(eq(messages.id, messageId));
  if (row?.content.kind !== 'media' || row.content.file.kind !== 'available') return undefined;
  const { conversationId, contactId, channel } = row;
  return { mediaId: row.content.file.mediaId, conversationId, contactId, channel };
}
