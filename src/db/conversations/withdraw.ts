// Takes back an answer of the assistant's that was queued but not handed over.
import { and, desc, eq, sql } from 'drizzle-orm';
import { whySilent } from '../../domain/conversations/turn.ts';
import type { ConversationId, MessageId } from '../ids.ts';
import { type Consequence, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { attendUntil } from './attend.ts';

/** A queued message with what has become of its conversation since. */
export interface QueuedMessage {
  author: string;
  consequence: Consequence | null;
  handledBy: 'assistant' | 'person';
  pausedUntil: Date | null;
  optOutSource: string | null;
}

/**
 * Whether the assistant's answer has come too late: a person has the conversation, or the customer wants no automatic
 * messages. The sentence that says so is itself sent.
 */
export function isSilenced(message: QueuedMessage, now: Date): boolean {
  if (message.author !== 'assistant' || message.consequence?.handOver || message.consequence?.optOut) return false;
  const { handledBy, pausedUntil, optOutSource } = message;
  const handling = {
    handledBy,
    pausedUntil: pausedUntil?.getTime() ?? null,
    optedOut: optOutSource !== null,
    // Switching the assistant off is for what comes, not for what it has said.
    assistantOn: true,
  };
  return whySilent(handling, now.getTime()) !== undefined;
}

/** Throws the answer away; what it answered waits again, unless a person has answered meanwhile. */
export async function withdrawAnswer(
  tx: BusinessTx,
  conversationId: ConversationId,
  messageId: MessageId,
): Promise<void> {
  await tx.update(messages).set({ state: 'ready', answeredBy: null }).where(eq(messages.answeredBy, messageId));
  // Its place and what it answered are free again: another answer is a row, and a send, of its own.
  await tx
    .update(messages)
    .set({ state: 'discarded', seq: null, answersUpTo: null, part: null, error: null })
    .where(eq(messages.id, messageId));
  tx.publish({ type: 'message.changed', data: { conversationId, messageId } });
  // What was written on the phone may reach us late; what was written here is sent later than it was written.
  const wroteAt = sql`least(${messages.sentAt}, ${messages.createdAt})`.mapWith(messages.createdAt);
  const [person] = await tx
    .select({ wroteAt })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.author, 'person')))
    .orderBy(desc(wroteAt))
    .limit(1);
  if (person) await attendUntil(tx, conversationId, person.wroteAt);
}
