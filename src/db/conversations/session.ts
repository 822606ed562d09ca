// A session's end: the summary, what was learnt, and the moment after which a message opens a new one.
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { LeadFact } from '../../domain/leads/facts.ts';
import type { ConversationId, SessionId } from '../ids.ts';
import { conversations, messages, sessions } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { rememberFacts } from './facts.ts';

export async function openSessionOf(tx: BusinessTx, conversationId: ConversationId): Promise<SessionId | undefined> {
  const [session] = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.conversationId, conversationId), isNull(sessions.closedAt)));
  return session?.id;
}

/** Closes the session unless the customer has written meanwhile: then it goes on, and is summed up later. */
export async function closeSession(
  tx: BusinessTx,
  sessionId: SessionId,
  conversationId: ConversationId,
  summary: string,
  facts: readonly LeadFact[],
): Promise<void> {
  // The lock holds off new messages: none may slip into a session that is closing.
  const [row] = await tx
    .select({ contactId: conversations.contactId })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .for('update');
  const waiting = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), inArray(messages.state, ['received', 'ready'])))
    .limit(1);
  if (!row || waiting.length > 0) return;
  await tx
    .update(sessions)
    .set({ summary, closedAt: new Date() })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.closedAt)));
  await rememberFacts(tx, row.contactId, facts);
  tx.publish({ type: 'conversation.changed', data: { conversationId } });
}
