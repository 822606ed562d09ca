// What people do in a conversation: take over, hand back, write, send again. Each is rows plus a ring.
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { serviceWindow } from '../../domain/conversations/service-window.ts';
import { conversation } from '../../jobs/catalogue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { ConversationId, MessageId, UserId } from '../ids.ts';
import { conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { takePlace } from './answer.ts';
import { attendUntil } from './attend.ts';
import { openSessionOf } from './session.ts';

export interface Hand {
  jobs: Jobs;
  conversationId: ConversationId;
  traceId: string;
}

/** The assistant falls silent until {@link handBack}. @returns false when there is no such conversation */
export async function takeOver(tx: BusinessTx, { jobs, conversationId, traceId }: Hand): Promise<boolean> {
  return change(tx, jobs, conversationId, traceId, { handledBy: 'person' });
}

/** The assistant answers again, first of all what came while the person had it and nobody answered. */
export async function handBack(tx: BusinessTx, { jobs, conversationId, traceId }: Hand): Promise<boolean> {
  await tx
    .update(messages)
    .set({ state: 'ready', flag: null })
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.state, 'for_person'),
        eq(messages.flag, 'handled-by-person'),
        gt(messages.seq, lastOutboundSeq(conversationId)),
      ),
    );
  return change(tx, jobs, conversationId, traceId, {
    handledBy: 'assistant',
    pausedUntil: null,
    attention: null,
    attentionAt: null,
  });
}

const lastOutboundSeq = (conversationId: ConversationId) =>
  sql`(select coalesce(max(o.seq), 0) from messages o where o.conversation_id = ${conversationId} and o.direction = 'out')`;

export type WriteOutcome =
  | { kind: 'queued'; messageId: MessageId }
  /** The same idempotency key was used before: this is the message it made. */
  | { kind: 'repeated'; messageId: MessageId }
  | { kind: 'no-such-conversation' }
  | { kind: 'window-closed'; since: Date | null };

export interface PersonsMessage extends Hand {
  text: string;
  author: UserId;
  idempotencyKey: string;
}

/** Queues a person's message; it goes out in order with everything else. Writing takes the conversation over. */
export async function writeAsPerson(tx: BusinessTx, message: PersonsMessage): Promise<WriteOutcome> {
  const { jobs, conversationId, traceId, text, author, idempotencyKey } = message;
  const [row] = await tx.select().from(conversations).where(eq(conversations.id, conversationId)).for('update');
  if (!row) return { kind: 'no-such-conversation' };
  const [before] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.idempotencyKey, idempotencyKey)));
  if (before) return { kind: 'repeated', messageId: before.id };
  const window = serviceWindow(row.lastCustomerMessageAt, new Date());
  if (!window.open) return { kind: 'window-closed', since: window.until };
  const { seq, chat } = await takePlace(tx, conversationId);
  const [made] = await tx
    .insert(messages)
    .values({
      businessId: tx.businessId,
      conversationId,
      channelId: row.channelId,
      sessionId: (await openSessionOf(tx, conversationId))?.sessionId ?? null,
      seq,
      direction: 'out',
      author: 'person',
      authorUserId: author,
      state: 'queued',
      text,
      content: { kind: 'text', text },
      chat,
      fromMe: false,
      traceId,
      idempotencyKey,
    })
    .returning({ id: messages.id });
  if (!made) throw new Error('An insert of a message returned no row');
  await attendUntil(tx, conversationId, new Date());
  await change(tx, jobs, conversationId, traceId, { handledBy: 'person', attention: null, attentionAt: null });
  return { kind: 'queued', messageId: made.id };
}

/** Writes a failed or unconfirmed message anew, as a row of its own. @returns undefined when it may not be sent again */
export async function sendAgain(
  tx: BusinessTx,
  messageId: MessageId,
  message: Omit<PersonsMessage, 'text' | 'conversationId'>,
): Promise<WriteOutcome | undefined> {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.id, messageId), inArray(messages.state, ['failed', 'unconfirmed'])));
  if (row?.direction !== 'out') return undefined;
  return writeAsPerson(tx, { ...message, conversationId: row.conversationId, text: row.text });
}

async function change(
  tx: BusinessTx,
  jobs: Jobs,
  conversationId: ConversationId,
  traceId: string,
  values: Partial<typeof conversations.$inferInsert>,
): Promise<boolean> {
  const [row] = await tx
    .update(conversations)
    .set(values)
    .where(eq(conversations.id, conversationId))
    .returning({ channelId: conversations.channelId, contactId: conversations.contactId });
  if (!row) return false;
  await jobs.enqueue(tx, conversation, { conversationId, ...row }, traceId);
  tx.publish({ type: 'conversation.changed', data: { conversationId } });
  return true;
}
