// Inbound messages that will get no answer of the assistant's: left to a person, or already seen to by one.
import { and, eq, inArray } from 'drizzle-orm';
import type { Attention } from '../../domain/conversations/attention.ts';
import type { ConversationId, MessageId } from '../ids.ts';
import { conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** A person has answered: nothing that came before waits any more. */
export async function attendToAll(tx: BusinessTx, conversationId: ConversationId): Promise<void> {
  await tx
    .update(messages)
    .set({ state: 'attended', flag: null })
    .where(
      and(eq(messages.conversationId, conversationId), inArray(messages.state, ['received', 'ready', 'for_person'])),
    );
}

/** Covers the messages by a flag, and puts the conversation before the people. Running it again changes nothing. */
export async function leaveToPerson(
  tx: BusinessTx,
  conversationId: ConversationId,
  messageIds: readonly MessageId[],
  flag: Attention,
): Promise<void> {
  if (messageIds.length === 0) return;
  const left = await tx
    .update(messages)
    .set({ state: 'for_person', flag })
    .where(and(inArray(messages.id, [...messageIds]), inArray(messages.state, ['received', 'ready'])))
    .returning({ id: messages.id });
  if (left.length > 0) await askForAttention(tx, conversationId, flag);
}

/** The newest reason is the one shown. */
export async function askForAttention(
  tx: BusinessTx,
  conversationId: ConversationId,
  attention: Attention,
): Promise<void> {
  await tx
    .update(conversations)
    .set({ attention, attentionAt: new Date() })
    .where(eq(conversations.id, conversationId));
  tx.publish({ type: 'conversation.changed', data: { conversationId } });
}
