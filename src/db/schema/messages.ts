// Messages: what came in and what goes out, in one order per conversation.
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Attention } from '../../domain/conversations/attention.ts';
import type { LeadFact } from '../../domain/leads/facts.ts';
import type { InboundContent } from '../../domain/whatsapp/inbound-message.ts';
import type { ChannelId, ConversationId, MessageId, SessionId, UserId } from '../ids.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly } from './columns.ts';
import { conversations, sessions } from './conversations.ts';

/**
 * An inbound message's way: stored, prepared (`ready`), then covered exactly once: by an answer, or left to a person,
 * or seen to need none (`attended`: a reaction, an edit, an echo of a person's own phone).
 */
export const INBOUND_STATES = ['received', 'ready', 'answered', 'for_person', 'attended'] as const;

/** An outbound message's way; see `domain/whatsapp/delivery-state.ts` for what may follow what. */
export const OUTBOUND_STATES = [
  'draft',
  'queued',
  'sending',
  'unknown',
  'unconfirmed',
  'sent',
  'delivered',
  'read',
  'failed',
  'discarded',
] as const;

/** Why an outbound message failed, for people and for the log. */
export interface SendError {
  code: string;
  message: string;
}

/** What an answer brings with it besides its text; applied in the transaction that queues it. */
export interface Consequence {
  /** The conversation needs a person, and why. */
  attention?: Attention;
  /** The assistant steps back until a person hands back. */
  handOver?: true;
  /** The customer wants no automatic messages; the message that said so. */
  optOut?: MessageId;
  /** What the customer said about themselves. */
  facts?: LeadFact[];
}

const quoted = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(', '));

export const messages = pgTable(
  'messages',
  {
    businessId: businessId(),
    id: id().$type<MessageId>(),
    conversationId: uuid('conversation_id').$type<ConversationId>().notNull(),
    sessionId: uuid('session_id').$type<SessionId>(),
    channelId: uuid('channel_id').$type<ChannelId>().notNull(),
    /** Its place in the conversation; a draft has none until it is queued. */
    seq: integer('seq'),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    author: text('author', { enum: ['customer', 'assistant', 'person', 'system'] }).notNull(),
    authorUserId: text('author_user_id').$type<UserId>(),
    state: text('state', { enum: [...INBOUND_STATES, ...OUTBOUND_STATES] }).notNull(),
    /** What a reader sees: the text, a caption, a button's title. */
    text: text('text').notNull().default(''),
    content: jsonb('content').$type<InboundContent>().notNull(),
    /** Where a downloaded file lies in storage; null until it is there. */
    mediaKey: text('media_key'),

    chat: text('chat').notNull(),
    fromMe: boolean('from_me').notNull(),
    /** The provider's id: given by the sender inbound, by the provider's answer or status outbound. */
    providerMessageId: text('provider_message_id'),
    /** Provider's time inbound, time of the hand-over outbound. */
    sentAt: instant('sent_at'),
    /** Many requests meet in one conversation: each message keeps the trace it came with. */
    traceId: text('trace_id'),

    /** Inbound: the answer that covers it. */
    answeredBy: uuid('answered_by').$type<MessageId>(),
    /** Inbound: why it was left to a person (see `domain/conversations/attention.ts`). */
    flag: text('flag'),
    /** Outbound: the last sequence number it answers, and which part of that answer it is. */
    answersUpTo: integer('answers_up_to'),
    part: integer('part'),
    /** Outbound: what else holds once it is queued. */
    consequence: jsonb('consequence').$type<Consequence>(),
    idempotencyKey: text('idempotency_key'),
    attemptedAt: instant('attempted_at'),
    error: jsonb('error').$type<SendError>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('messages_seq').on(table.businessId, table.conversationId, table.seq),
    // Senders choose message ids, so only the whole address of a message makes it one.
    uniqueIndex('messages_received_once')
      .on(table.businessId, table.channelId, table.chat, table.fromMe, table.providerMessageId)
      .where(sql`${table.direction} = 'in' or ${table.fromMe}`),
    uniqueIndex('messages_answer_once').on(table.businessId, table.conversationId, table.answersUpTo, table.part),
    uniqueIndex('messages_posted_once').on(table.businessId, table.conversationId, table.idempotencyKey),
    index('messages_provider_id').on(table.businessId, table.providerMessageId),
    // Which messages an answer covers; and removing a person looks for rows that point at each removed one.
    index('messages_answered_by').on(table.businessId, table.answeredBy).where(sql`${table.answeredBy} is not null`),
    index('messages_session').on(table.businessId, table.sessionId).where(sql`${table.sessionId} is not null`),
    index('messages_pending')
      .on(table.businessId, table.conversationId)
      .where(sql`${table.state} in ('received', 'ready', 'draft', 'queued', 'sending', 'unknown')`),
    foreignKey({
      columns: [table.businessId, table.conversationId],
      foreignColumns: [conversations.businessId, conversations.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [table.businessId, table.sessionId], foreignColumns: [sessions.businessId, sessions.id] }),
    foreignKey({ columns: [table.businessId, table.answeredBy], foreignColumns: [table.businessId, table.id] }),
    check(
      'messages_state',
      sql`(${table.direction} = 'in' and ${table.state} in (${quoted(INBOUND_STATES)})) or (${table.direction} = 'out' and ${table.state} in (${quoted(OUTBOUND_STATES)}))`,
    ),
    check('messages_covered', sql`(${table.state} = 'answered') = (${table.answeredBy} is not null)`),
    check('messages_left', sql`(${table.state} = 'for_person') = (${table.flag} is not null)`),
    check('messages_placed', sql`${table.seq} is not null or ${table.state} in ('draft', 'discarded')`),
    check('messages_author', sql`(${table.direction} = 'in') = (${table.author} = 'customer')`),
    ownBusinessOnly(),
  ],
);
