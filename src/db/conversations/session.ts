// A session's end: the summary, what was learnt, and the moment after which a message opens a new one.
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { LeadFact } from '../../domain/leads/facts.ts';
import type { ConversationId, SessionId } from '../ids.ts';
import { conversations, messages, sessions } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { rememberFacts } from './facts.ts';

/** A session that is open, and the last place taken in its conversation. */
export interface OpenSession {
  sessionId: SessionId;
  lastSeq: number;
}

/** To be read before the history that is summed up: what is written between the two keeps the session open. */
export async function openSessionOf(tx: BusinessTx, conversationId: ConversationId): Promise<OpenSession | undefined> {
  const [session] = await tx
    .select({ sessionId: sessions.id, lastSeq: conversations.lastSeq })
    .from(sessions)
    .innerJoin(
      conversations,
      and(eq(conversations.businessId, sessions.businessId), eq(conversations.id, sessions.conversationId)),
    )
    .where(and(eq(sessions.conversationId, conversationId), isNull(sessions.closedAt)));
  return session;
}

/** Closes the session unless anybody has written meanwhile, answered or not: then it goes on, and is summed up later. */
export async function closeSession(
  tx: BusinessTx,
  { sessionId, lastSeq }: OpenSession,
  conversationId: ConversationId,
  summary: string,
  facts: readonly LeadFact[],
): Promise<void> {
  // The lock holds off new messages: none may slip into a session that is closing.
  const [row] = await tx
    .select({ contactId: conversations.contactId, lastSeq: conversations.lastSeq })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .for('update');
  const waiting = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), inArray(messages.state, ['received', 'ready'])))
    .limit(1);
  if (!row || waiting.length > 0 || row.lastSeq !== lastSeq) return;
  await tx
    .update(sessions)
    .set({ summary, closedAt: new Date() })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.closedAt)));
  await rememberFacts(tx, row.contactId, facts);
  tx.publish({ type: 'conversation.changed', data: { conversationId } });
}
