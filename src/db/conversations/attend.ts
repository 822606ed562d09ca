// Inbound messages that will get no answer of the assistant's: left to a person, or already seen to by one.
import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Attention } from '../../domain/conversations/attention.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { ConversationId, MessageId, UserId } from '../ids.ts';
import { notify } from '../notifications/notify.ts';
import { contacts, conversations, memberships, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/**
 * A person has answered: nothing that was written before their answer waits any more. What the customer wrote later
 * still does, also when the answer itself reaches us late (from the phone, after a lost connection).
 * @param answeredAt when the person wrote
 */
export async function attendUntil(tx: BusinessTx, conversationId: ConversationId, answeredAt: Date): Promise<void> {
  const open = inArray(messages.state, ['received', 'ready', 'for_person']);
  await tx
    .update(messages)
    .set({ state: 'attended', flag: null })
    .where(and(eq(messages.conversationId, conversationId), open, lte(messages.sentAt, answeredAt)));
  const left = await tx.$count(
    messages,
    and(eq(messages.conversationId, conversationId), eq(messages.state, 'for_person')),
  );
  if (left > 0) return;
  await tx
    .update(conversations)
    .set({ attention: null, attentionAt: null })
    .where(and(eq(conversations.id, conversationId), lte(conversations.attentionAt, answeredAt)));
}

/** Covers the messages by a flag, and puts the conversation before the people. Running it again changes nothing. */
export async function leaveToPerson(
  tx: BusinessTx,
  onward: Onward,
  conversationId: ConversationId,
  messageIds: readonly MessageId[],
  flag: Attention,
): Promise<void> {
  if (messageIds.length === 0) return;
  // Conversation first, then messages: the order in which everyone locks them.
  await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .for('update');
  const left = await tx
    .update(messages)
    .set({ state: 'for_person', flag })
    .where(and(inArray(messages.id, [...messageIds]), inArray(messages.state, ['received', 'ready'])))
    .returning({ id: messages.id });
  if (left.length > 0) await askForAttention(tx, onward, conversationId, flag);
}

/** How long a notice that somebody is needed is of use: as long as they may be answered freely. */
const NEEDED_FOR_MS = 24 * 60 * 60_000;

/**
 * The newest reason is the one shown, but an emergency stays one until a person has answered. People are told of each
 * new reason once: not again while it stands.
 */
export async function askForAttention(
  tx: BusinessTx,
  onward: Onward,
  conversationId: ConversationId,
  attention: Attention,
): Promise<void> {
  const now = new Date();
  const [row] = await tx
    .update(conversations)
    .set({
      attention: sql`case when ${conversations.attention} = ${'emergency' satisfies Attention} then ${conversations.attention} else ${attention} end`,
      attentionAt: now,
    })
    .where(eq(conversations.id, conversationId))
    .returning({
      contactId: conversations.contactId,
      before: sql<Attention | null>`old.attention`,
      after: sql<Attention>`new.attention`,
    });
  tx.publish({ type: 'conversation.changed', data: { conversationId } });
  if (!row || row.before === row.after) return;
  const [contact] = await tx.select({ name: contacts.name }).from(contacts).where(eq(contacts.id, row.contactId));
  await notify(
    tx,
    onward.jobs,
    {
      kind: 'needs-person',
      about: { kind: 'conversation', conversationId },
      values: { name: contact?.name ?? null, reason: row.after },
      contactId: row.contactId,
      to: row.after === 'handled-by-person' ? await whoHasIt(tx, conversationId) : 'everyone',
      key: `needs-person:${conversationId}:${row.after}:${now.toISOString()}`,
      pointlessAfter: new Date(now.getTime() + NEEDED_FOR_MS),
    },
    onward.traceId,
  );
}

/** Who talks with the customer: only they need to know of each new message. */
async function whoHasIt(tx: BusinessTx, conversationId: ConversationId): Promise<UserId[] | 'everyone'> {
  const [last] = await tx
    .select({ userId: memberships.userId })
    .from(messages)
    .innerJoin(
      memberships,
      and(eq(memberships.businessId, messages.businessId), eq(memberships.userId, messages.authorUserId)),
    )
    .where(and(eq(messages.conversationId, conversationId), eq(messages.author, 'person')))
    .orderBy(desc(messages.seq))
    .limit(1);
  return last ? [last.userId] : 'everyone';
}
