// The assistant's answer: a draft while it thinks, a queued message in the transaction that covers what it answers.
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { whySilent } from '../../domain/conversations/turn.ts';
import { failure } from '../../jobs/failures.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readSettings } from '../businesses.ts';
import type { ConversationId, MessageId } from '../ids.ts';
import { type Consequence, contacts, conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { askForAttention } from './attend.ts';
import { rememberFacts } from './facts.ts';
import { optOutBy, optOut as recordOptOut } from './provider-news.ts';

export interface Draft {
  conversationId: ConversationId;
  /** What it answers, newest last. */
  messageIds: readonly MessageId[];
  text: string;
  consequence: Consequence;
}

/**
 * Writes the draft, one per last message answered and part; thinking again about the same messages overwrites it.
 * @returns the draft's id; of an answer that is queued already, its own: {@link queueAnswer} leaves it as it is
 */
export async function saveDraft(tx: BusinessTx, draft: Draft): Promise<MessageId> {
  const [newest] = await tx
    .select({
      seq: messages.seq,
      channelId: messages.channelId,
      sessionId: messages.sessionId,
      traceId: messages.traceId,
    })
    .from(messages)
    .where(inArray(messages.id, [...draft.messageIds]))
    .orderBy(desc(messages.seq))
    .limit(1);
  if (newest?.seq == null) throw failure('NotFound', 'The messages to answer are gone');
  const { conversationId, text, consequence } = draft;
  const [row] = await tx
    .insert(messages)
    .values({
      businessId: tx.businessId,
      conversationId,
      sessionId: newest.sessionId,
      channelId: newest.channelId,
      direction: 'out',
      author: 'assistant',
      state: 'draft',
      text,
      content: { kind: 'text', text },
      chat: '',
      fromMe: false,
      traceId: newest.traceId,
      answersUpTo: newest.seq,
      part: 0,
      consequence,
    })
    .onConflictDoUpdate({
      target: [messages.businessId, messages.conversationId, messages.answersUpTo, messages.part],
      set: { text, content: { kind: 'text', text }, consequence, state: 'draft' },
      setWhere: inArray(messages.state, ['draft', 'discarded']),
    })
    .returning({ id: messages.id });
  return row?.id ?? (await answerTo(tx, conversationId, newest.seq));
}

async function answerTo(tx: BusinessTx, conversationId: ConversationId, seq: number): Promise<MessageId> {
  const [row] = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.answersUpTo, seq), eq(messages.part, 0)));
  if (!row) throw failure('NotFound', 'The answer is gone');
  return row.id;
}

export type QueueOutcome =
  | 'queued'
  /** More came while the assistant was thinking. */
  | 'newer'
  /** A person has the conversation now, or the customer wants no automatic messages. */
  | 'silenced';

/**
 * Looks again, then queues the draft and covers the messages it answers, in one transaction. Repeating it changes nothing.
 * @param mayReconsider whether newer messages are reason enough to think again
 * @param now the workflow's clock, in ms
 */
export async function queueAnswer(
  tx: BusinessTx,
  onward: Onward,
  draftId: MessageId,
  messageIds: readonly MessageId[],
  mayReconsider: boolean,
  now: number,
): Promise<QueueOutcome> {
  const [draft] = await tx.select().from(messages).where(eq(messages.id, draftId)).for('update');
  if (!draft || draft.state === 'discarded') return 'silenced';
  if (draft.state !== 'draft') return 'queued';
  const refusal = await whyNotQueue(tx, draft.conversationId, messageIds, mayReconsider, now);
  if (refusal) {
    await tx.update(messages).set({ state: 'discarded' }).where(eq(messages.id, draftId));
    return refusal;
  }
  const { seq, chat } = await takePlace(tx, draft.conversationId);
  await tx.update(messages).set({ state: 'queued', seq, chat }).where(eq(messages.id, draftId));
  await tx
    .update(messages)
    .set({ state: 'answered', answeredBy: draftId, flag: null })
    .where(and(inArray(messages.id, [...messageIds]), inArray(messages.state, ['received', 'ready'])));
  await applyConsequence(tx, onward, draft.conversationId, draft.consequence ?? {});
  tx.publish({ type: 'message.changed', data: { conversationId: draft.conversationId, messageId: draftId } });
  return 'queued';
}

async function whyNotQueue(
  tx: BusinessTx,
  conversationId: ConversationId,
  messageIds: readonly MessageId[],
  mayReconsider: boolean,
  now: number,
): Promise<Exclude<QueueOutcome, 'queued'> | undefined> {
  // The lock holds off new messages until this answer has its place.
  const [row] = await tx
    .select({
      handledBy: conversations.handledBy,
      pausedUntil: conversations.pausedUntil,
      contactId: conversations.contactId,
    })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .for('update');
  if (!row) return 'silenced';
  const [contact] = await tx
    .select({ optOutSource: contacts.optOutSource })
    .from(contacts)
    .where(eq(contacts.id, row.contactId));
  const { assistantOn } = await readSettings(tx);
  const view = {
    handledBy: row.handledBy,
    pausedUntil: row.pausedUntil?.getTime() ?? null,
    assistantOn,
    // The message that asked for it still gets its one confirmation.
    optedOut: Boolean(contact?.optOutSource) && !messageIds.map(optOutBy).includes(contact?.optOutSource ?? ''),
  };
  if (whySilent(view, now)) return 'silenced';
  const waiting = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), inArray(messages.state, ['received', 'ready'])));
  const covered = waiting.filter(({ id }) => messageIds.includes(id));
  // A person's answer from the phone may have attended to all of them while the assistant was thinking.
  if (covered.length === 0) return 'silenced';
  return mayReconsider && waiting.length > covered.length ? 'newer' : undefined;
}

/** The next number in the conversation, and the address the customer wrote from last. */
export async function takePlace(
  tx: BusinessTx,
  conversationId: ConversationId,
): Promise<{ seq: number; chat: string }> {
  const [place] = await tx
    .update(conversations)
    .set({ lastSeq: sql`${conversations.lastSeq} + 1`, lastMessageAt: sql`now()` })
    .where(eq(conversations.id, conversationId))
    .returning({ seq: conversations.lastSeq, chat: conversations.chat });
  if (!place) throw new Error(`There is no conversation ${conversationId}`);
  return place;
}

async function applyConsequence(
  tx: BusinessTx,
  onward: Onward,
  conversationId: ConversationId,
  consequence: Consequence,
): Promise<void> {
  const { attention, handOver, optOut, facts = [] } = consequence;
  const [row] = await tx
    .select({ contactId: conversations.contactId })
    .from(conversations)
    .where(eq(conversations.id, conversationId));
  if (!row) return;
  if (handOver) await tx.update(conversations).set({ handledBy: 'person' }).where(eq(conversations.id, conversationId));
  if (optOut) await recordOptOut(tx, conversationId, optOutBy(optOut));
  if (attention) await askForAttention(tx, onward, conversationId, attention);
  await rememberFacts(tx, row.contactId, facts);
}
