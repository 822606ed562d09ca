// Makes an inbound message ready for the conversation: its lead, its language, its effect on earlier messages.
import { and, eq, inArray, sql } from 'drizzle-orm';
import { asksToStop, emergencyWordIn } from '../../domain/conversations/keywords.ts';
import { type Language, languageOf } from '../../domain/conversations/language.ts';
import { writtenText } from '../../domain/whatsapp/content-text.ts';
import type { InboundContent } from '../../domain/whatsapp/inbound-message.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readSettings } from '../businesses.ts';
import type { ChannelId, ContactId, ConversationId, MessageId } from '../ids.ts';
import { contacts, conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { askForAttention } from './attend.ts';
import { leadOf } from './facts.ts';
import { optOut, optOutBy } from './provider-news.ts';
import { tellOfLead } from './tell-of-lead.ts';

export interface Prepared {
  /** Whom to ring. */
  conversation: { conversationId: ConversationId; channelId: ChannelId; contactId: ContactId };
  /** A file still to be fetched before the message is ready. */
  file: 'to-fetch' | 'none';
}

/** @returns undefined when the message is gone: its customer's data was deleted */
export async function prepareMessage(
  tx: BusinessTx,
  onward: Onward,
  messageId: MessageId,
): Promise<Prepared | undefined> {
  const [row] = await tx
    .select({
      conversationId: messages.conversationId,
      channelId: messages.channelId,
      contactId: conversations.contactId,
      language: contacts.language,
      name: contacts.name,
      content: messages.content,
      state: messages.state,
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
    .where(eq(messages.id, messageId));
  if (!row) return undefined;
  const { conversationId, channelId, contactId, content } = row;
  await leadOf(tx, contactId, 'whatsapp', (leadId) =>
    tellOfLead(tx, onward, { leadId, contactId, conversationId, name: row.name }),
  );
  await learnLanguage(tx, contactId, row.language, content);
  if (row.state === 'received') await heed(tx, onward, messageId, conversationId, content);
  const file = content.kind === 'media' && content.file.kind === 'available' ? 'to-fetch' : 'none';
  if (file === 'none' && row.state === 'received') await settle(tx, messageId, conversationId, channelId, content);
  return { conversation: { conversationId, channelId, contactId }, file };
}

/**
 * The file is in storage, or cannot be had: either way the conversation need not wait for it any more.
 * @returns false when the message is gone: its customer's data was deleted
 */
export async function noteFile(
  tx: BusinessTx,
  messageId: MessageId,
  conversationId: ConversationId,
  mediaKey: string | null,
): Promise<boolean> {
  const noted = await tx
    .update(messages)
    // A person may have answered while the file was on its way: then it is kept, and nothing waits for it.
    .set({ mediaKey, state: sql`case when ${messages.state} = 'received' then 'ready' else ${messages.state} end` })
    .where(eq(messages.id, messageId))
    .returning({ id: messages.id });
  tx.publish({ type: 'message.changed', data: { conversationId, messageId } });
  return noted.length > 0;
}

/** STOP and an emergency hold whoever has the conversation; only what is answered depends on that. */
async function heed(
  tx: BusinessTx,
  onward: Onward,
  messageId: MessageId,
  conversationId: ConversationId,
  content: InboundContent,
): Promise<void> {
  const text = content.kind === 'edit' ? undefined : writtenText(content);
  if (text === undefined) return;
  if (asksToStop(text)) await optOut(tx, conversationId, optOutBy(messageId));
  const { emergencyWords } = await readSettings(tx);
  if (emergencyWordIn(text, emergencyWords)) await askForAttention(tx, onward, conversationId, 'emergency');
}

async function learnLanguage(
  tx: BusinessTx,
  contactId: ContactId,
  known: Language | null,
  content: InboundContent,
): Promise<void> {
  const language = languageOf([writtenText(content) ?? ''], known ?? (await readSettings(tx)).language);
  if (language !== known) await tx.update(contacts).set({ language }).where(eq(contacts.id, contactId));
}

async function settle(
  tx: BusinessTx,
  messageId: MessageId,
  conversationId: ConversationId,
  channelId: ChannelId,
  content: InboundContent,
): Promise<void> {
  switch (content.kind) {
    case 'edit':
      await changeTarget(tx, channelId, conversationId, content.target, {
        text: content.text,
        content: { kind: 'text', text: content.text },
      });
      return attended(tx, messageId);
    case 'deletion':
      await changeTarget(tx, channelId, conversationId, content.target, {
        text: '',
        content: { kind: 'deletion', target: content.target },
      });
      // Nobody answers what was taken back.
      await tx
        .update(messages)
        .set({ state: 'attended' })
        .where(
          and(
            eq(messages.conversationId, conversationId),
            eq(messages.providerMessageId, content.target),
            inArray(messages.state, ['received', 'ready']),
          ),
        );
      return attended(tx, messageId);
    case 'reaction':
      return attended(tx, messageId);
    default:
      await tx.update(messages).set({ state: 'ready' }).where(eq(messages.id, messageId));
  }
}

/** Nothing to answer: the thing it speaks of is shown as the customer wants it. */
async function attended(tx: BusinessTx, messageId: MessageId): Promise<void> {
  await tx.update(messages).set({ state: 'attended' }).where(eq(messages.id, messageId));
}

/** Only the customer's own messages in this conversation can be edited or deleted by them. */
async function changeTarget(
  tx: BusinessTx,
  channelId: ChannelId,
  conversationId: ConversationId,
  target: string,
  change: { text: string; content: InboundContent },
): Promise<void> {
  const edited = await tx
    .update(messages)
    .set(change)
    .where(
      and(
        eq(messages.channelId, channelId),
        eq(messages.conversationId, conversationId),
        eq(messages.providerMessageId, target),
        eq(messages.direction, 'in'),
      ),
    )
    .returning({ id: messages.id });
  for (const { id } of edited) tx.publish({ type: 'message.changed', data: { conversationId, messageId: id } });
}
