// After a business was closed and opened again: what was left in the middle goes on.
import { and, eq, exists, inArray } from 'drizzle-orm';
import { conversation } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { ConversationId } from '../ids.ts';
import { conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { leaveToPerson } from './attend.ts';

/**
 * What customers wrote before the closing is left to people: an answer now would come out of nowhere. What was on its
 * way out is settled by its conversation.
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
    await leaveToPerson(tx, onward, target.conversationId, await unanswered(tx, target.conversationId), 'late');
    await onward.jobs.enqueue(tx, conversation, target, onward.traceId);
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
