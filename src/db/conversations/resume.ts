// After a business was closed and opened again: what was left in the middle goes on.
import { and, asc, eq, exists, gt, inArray, lt } from 'drizzle-orm';
import { conversation } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { ConversationId } from '../ids.ts';
import { conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { leaveToPerson } from './attend.ts';
import { failMessage } from './outbound.ts';
import { withdrawAnswer } from './withdraw.ts';

/** As many at once: a short transaction. */
const AT_ONCE = 25;

export interface ResumedBatch {
  resumed: number;
  /** Where the next batch goes on; undefined when this was the last. */
  last?: ConversationId;
}

/**
 * What customers wrote before the closing is left to people: an answer now would come out of nowhere, also one that was
 * queued already. What may have been handed over is settled by its conversation. Doing it again changes nothing.
 * @param before when the business was opened again: what is younger goes its usual way
 * @param after the last conversation of the batch before
 */
export async function resumeConversations(
  tx: BusinessTx,
  onward: Onward,
  before: Date,
  after?: ConversationId,
): Promise<ResumedBatch> {
  const left = await tx
    .select({
      conversationId: conversations.id,
      channelId: conversations.channelId,
      contactId: conversations.contactId,
    })
    .from(conversations)
    .where(
      and(
        after && gt(conversations.id, after),
        exists(
          tx
            .select()
            .from(messages)
            .where(and(eq(messages.conversationId, conversations.id), isOpen, lt(messages.createdAt, before))),
        ),
      ),
    )
    .orderBy(asc(conversations.id))
    .limit(AT_ONCE)
    // Conversation first, then messages: the order in which everyone locks them.
    .for('update');
  for (const target of left) {
    const { conversationId } = target;
    await takeBackQueued(tx, onward, conversationId, before);
    await leaveToPerson(tx, onward, conversationId, await unanswered(tx, conversationId, before), 'late');
    await onward.jobs.enqueue(tx, conversation, target, onward.traceId);
  }
  const last = left.length === AT_ONCE ? left.at(-1)?.conversationId : undefined;
  return { resumed: left.length, ...(last ? { last } : {}) };
}

const CLOSED = { code: 'closed', message: 'The business was closed before this was sent.' };

/** Its send has failed with the closing and is not begun anew: what stayed queued would hold up all that comes after it. */
async function takeBackQueued(
  tx: BusinessTx,
  onward: Onward,
  conversationId: ConversationId,
  before: Date,
): Promise<void> {
  const queued = await tx
    .select({ id: messages.id, author: messages.author })
    .from(messages)
    .where(
      and(eq(messages.conversationId, conversationId), eq(messages.state, 'queued'), lt(messages.createdAt, before)),
    )
    .for('update');
  for (const { id, author } of queued) {
    if (author === 'assistant') await withdrawAnswer(tx, conversationId, id);
    else await failMessage(tx, onward, id, conversationId, CLOSED, 'send-failed');
  }
}

const isOpen = inArray(messages.state, ['received', 'ready', 'queued', 'sending', 'unknown']);

async function unanswered(tx: BusinessTx, conversationId: ConversationId, before: Date) {
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        inArray(messages.state, ['received', 'ready']),
        lt(messages.createdAt, before),
      ),
    );
  return rows.map(({ id }) => id);
}
