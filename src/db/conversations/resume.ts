// After a business was closed and opened again: what was left in the middle goes on.
import { and, eq, exists, inArray } from 'drizzle-orm';
import { conversation } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { ConversationId } from '../ids.ts';
import { conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { leaveToPerson } from './attend.ts';
import { failMessage } from './outbound.ts';
import { withdrawAnswer } from './withdraw.ts';

/**
 * What customers wrote before the closing is left to people: an answer now would come out of nowhere, also one that was
 * queued already. What may have been handed over is settled by its conversation.
 */
export async function resumeConversations(tx: BusinessTx, onward: Onward): Promise<void> {
  const left = await tx
    .select({
      conversationId: conversations.id,
      channelId: conversations.channelId,
      contactId: conversations.contactId,
    })
    .from(conversations)
    .where(
      exists(
        tx
          .select()
          .from(messages)
          .where(and(eq(messages.conversationId, conversations.id), isOpen)),
      ),
    );
  for (const target of left) {
    await takeBackQueued(tx, onward, target.conversationId);
    await leaveToPerson(tx, onward, target.conversationId, await unanswered(tx, target.conversationId), 'late');
    await onward.jobs.enqueue(tx, conversation, target, onward.traceId);
  }
}

const CLOSED = { code: 'closed', message: 'The business was closed before this was sent.' };

/** Its send has failed with the closing and is not begun anew: what stayed queued would hold up all that comes after it. */
async function takeBackQueued(tx: BusinessTx, onward: Onward, conversationId: ConversationId): Promise<void> {
  const queued = await tx
    .select({ id: messages.id, author: messages.author })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.state, 'queued')))
    .for('update');
  for (const { id, author } of queued) {
    if (author === 'assistant') await withdrawAnswer(tx, conversationId, id);
    else await failMessage(tx, onward, id, conversationId, CLOSED, 'send-failed');
  }
}

const isOpen = inArray(messages.state, ['received', 'ready', 'queued', 'sending', 'unknown']);

async function unanswered(tx: BusinessTx, conversationId: ConversationId) {
  const rows = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), inArray(messages.state, ['received', 'ready'])));
  return rows.map(({ id }) => id);
}
