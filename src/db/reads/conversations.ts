// Conversations as the list and a single page show them.
import { and, desc, eq, inArray, isNotNull, ne, type SQL, sql } from 'drizzle-orm';
import type { ConversationId } from '../ids.ts';
import { channels, contacts, conversations, leads, messages, sessions } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { firstPhone } from './contacts.ts';

/** Where a page ended. Times are ISO with microseconds, as the database keeps them: JavaScript's would skip rows. */
export interface ConversationPlace {
  /** null: no person is needed. */
  attentionAt: string | null;
  lastMessageAt: string;
  id: string;
}

export interface ConversationsWanted {
  only?: 'attention' | undefined;
  after?: ConversationPlace | undefined;
  limit: number;
}

/** Those that need a person first, the newest need first; then the newest. */
export async function listConversations(tx: BusinessTx, { only, after, limit }: ConversationsWanted) {
  const places = await tx
    .select({
      id: conversations.id,
      attentionAt: precise<string | null>(conversations.attentionAt),
      lastMessageAt: precise<string>(conversations.lastMessageAt),
    })
    .from(conversations)
    .where(and(only === 'attention' ? isNotNull(conversations.attention) : undefined, after && comesAfter(after)))
    .orderBy(desc(need), desc(conversations.lastMessageAt), desc(conversations.id))
    .limit(limit);
  const shown = await shownConversations(
    tx,
    places.map(({ id }) => id),
  );
  return places.flatMap((place) => {
    const conversation = shown.find(({ id }) => id === place.id);
    return conversation ? [{ ...conversation, place }] : [];
  });
}

const need = sql`coalesce(${conversations.attentionAt}, '-infinity')`;

const comesAfter = ({ attentionAt, lastMessageAt, id }: ConversationPlace) =>
  sql`(${need}, ${conversations.lastMessageAt}, ${conversations.id}) <
    (coalesce(${attentionAt}::timestamptz, '-infinity'), ${lastMessageAt}::timestamptz, ${id}::uuid)`;

const precise = <Value>(instant: typeof conversations.attentionAt | typeof conversations.lastMessageAt) =>
  sql<Value>`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** How many sessions a conversation's page shows. */
const SESSIONS_SHOWN = 50;

/** One conversation with the lead behind it and what its sessions were about, the newest first. */
export async function readConversation(tx: BusinessTx, conversationId: ConversationId) {
  const [conversation] = await shownConversations(tx, [conversationId]);
  if (!conversation) return undefined;
  const [lead] = await tx.select({ id: leads.id }).from(leads).where(eq(leads.contactId, conversation.contact.id));
  const held = await tx
    .select({
      id: sessions.id,
      startedAt: sessions.startedAt,
      closedAt: sessions.closedAt,
      summary: sessions.summary,
    })
    .from(sessions)
    .where(eq(sessions.conversationId, conversationId))
    .orderBy(desc(sessions.startedAt))
    .limit(SESSIONS_SHOWN);
  return { ...conversation, leadId: lead?.id ?? null, sessions: held };
}

async function shownConversations(tx: BusinessTx, ids: readonly ConversationId[]) {
  const phone = firstPhone(tx);
  const last = lastMessage(tx);
  const rows = await tx
    .select({
      id: conversations.id,
      contact: { id: contacts.id, name: contacts.name },
      phone: phone.phone,
      channel: { id: channels.id, name: channels.name, displayNumber: channels.displayNumber },
      handledBy: conversations.handledBy,
      pausedUntil: conversations.pausedUntil,
      attention: conversations.attention,
      attentionAt: conversations.attentionAt,
      lastMessageAt: conversations.lastMessageAt,
      lastCustomerMessageAt: conversations.lastCustomerMessageAt,
      lastText: last.text,
      lastAuthor: last.author,
      lastAt: last.at,
    })
    .from(conversations)
    .innerJoin(contacts, sameBusiness(contacts.businessId, eq(contacts.id, conversations.contactId)))
    .innerJoin(channels, sameBusiness(channels.businessId, eq(channels.id, conversations.channelId)))
    .leftJoinLateral(phone, sql`true`)
    .leftJoinLateral(last, sql`true`)
    .where(inArray(conversations.id, [...ids]));
  return rows.map(({ contact, phone, lastText, lastAuthor, lastAt, ...row }) => ({
    ...row,
    contact: { ...contact, phone },
    lastMessage: lastText !== null && lastAuthor && lastAt ? { text: lastText, author: lastAuthor, at: lastAt } : null,
  }));
}

const sameBusiness = (businessId: typeof contacts.businessId | typeof channels.businessId, condition: SQL) =>
  and(eq(businessId, conversations.businessId), condition);

/** Joined laterally: the newest message that people may see. */
const lastMessage = (tx: BusinessTx) =>
  tx
    .select({
      text: messages.text,
      author: messages.author,
      at: sql`coalesce(${messages.sentAt}, ${messages.createdAt})`.mapWith(messages.createdAt).as('at'),
    })
    .from(messages)
    .where(and(eq(messages.conversationId, conversations.id), isNotNull(messages.seq), ne(messages.state, 'discarded')))
    .orderBy(desc(messages.seq))
    .limit(1)
    .as('last_message');
