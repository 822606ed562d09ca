// Conversations, their sessions, and every message in and out.
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ChannelId, ContactId, ConversationId, SessionId } from '../ids.ts';
import { channels } from './channels.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';
import { contacts } from './contacts.ts';

export const conversations = pgTable(
  'conversations',
  {
    businessId: businessId(),
    id: id().$type<ConversationId>(),
    channelId: uuid('channel_id').$type<ChannelId>().notNull(),
    contactId: uuid('contact_id').$type<ContactId>().notNull(),
    /** The address to answer, as the provider names it. */
    chat: text('chat').notNull(),
    /** The highest number given to a message; its row lock puts the messages of one conversation in order. */
    lastSeq: integer('last_seq').notNull().default(0),
    /** Who answers: the assistant, or the person who took over until they hand back. */
    handledBy: text('handled_by', { enum: ['assistant', 'person'] })
      .notNull()
      .default('assistant'),
    /** A person answered from the phone: the assistant keeps silent until then. */
    pausedUntil: instant('paused_until'),
    /** Why a person should look, in one word (see `domain/conversations/attention.ts`); null when none need. */
    attention: text('attention'),
    attentionAt: instant('attention_at'),
    lastCustomerMessageAt: instant('last_customer_message_at'),
    lastMessageAt: instant('last_message_at').notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('conversations_contact').on(table.businessId, table.channelId, table.contactId),
    // The order people work in, as `db/reads/conversations.ts` asks for it: who needs them first, then the newest.
    index('conversations_inbox').on(
      table.businessId,
      sql`coalesce(${table.attentionAt}, '-infinity')`,
      table.lastMessageAt,
      table.id,
    ),
    foreignKey({ columns: [table.businessId, table.channelId], foreignColumns: [channels.businessId, channels.id] }),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    check('conversations_handled_by', sql`${table.handledBy} in ('assistant', 'person')`),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

/** A stretch of talk between two silences. At most one is open; closing it writes the summary. */
export const sessions = pgTable(
  'sessions',
  {
    businessId: businessId(),
    id: id().$type<SessionId>(),
    conversationId: uuid('conversation_id').$type<ConversationId>().notNull(),
    startedAt: instant('started_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
    summary: text('summary'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('sessions_open').on(table.businessId, table.conversationId).where(sql`${table.closedAt} is null`),
    index('sessions_conversation').on(table.businessId, table.conversationId, table.startedAt),
    foreignKey({
      columns: [table.businessId, table.conversationId],
      foreignColumns: [conversations.businessId, conversations.id],
    }).onDelete('cascade'),
    ownBusinessOnly(),
    systemAccess(),
  ],
);
