// Messages as people see them: what has a place in the conversation; drafts and discarded answers have none.
import { and, desc, eq, inArray, isNotNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { ConversationId, MessageId } from '../ids.ts';
import { memberships, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** The newest first. @param before the sequence number the page before ended at */
export async function listMessages(
  tx: BusinessTx,
  conversationId: ConversationId,
  { before, limit }: { before?: number | undefined; limit: number },
) {
  const ofConversation = eq(messages.conversationId, conversationId);
  return shownMessages(tx, and(ofConversation, before === undefined ? undefined : lt(messages.seq, before)), limit);
}

export async function readMessage(tx: BusinessTx, messageId: MessageId) {
  const [message] = await shownMessages(tx, eq(messages.id, messageId), 1);
  return message;
}

async function shownMessages(tx: BusinessTx, which: SQL | undefined, limit: number) {
  const rows = await tx
    .select({
      id: messages.id,
      conversationId: messages.conversationId,
      // What has no place yet is left out below.
      seq: sql<number>`${messages.seq}`,
      direction: messages.direction,
      author: messages.author,
      authorName: memberships.displayName,
      text: messages.text,
      content: messages.content,
      state: messages.state,
      flag: messages.flag,
      answeredBy: messages.answeredBy,
      error: messages.error,
      sentAt: messages.sentAt,
      createdAt: messages.createdAt,
      mediaKey: messages.mediaKey,
    })
    .from(messages)
    // A person who has left the business is shown without a name.
    .leftJoin(
      memberships,
      and(eq(memberships.businessId, messages.businessId), eq(memberships.userId, messages.authorUserId)),
    )
    .where(and(which, isNotNull(messages.seq), ne(messages.state, 'discarded')))
    .orderBy(desc(messages.seq))
    .limit(limit);
  const covers = await coveredBy(tx, rows);
  return rows.map(({ mediaKey, ...row }) => ({
    ...row,
    covers: covers.get(row.id) ?? [],
    hasFile: mediaKey !== null,
  }));
}

/** By answer, the messages it answers. */
async function coveredBy(
  tx: BusinessTx,
  rows: readonly { id: MessageId; conversationId: ConversationId; direction: string }[],
): Promise<Map<MessageId | null, MessageId[]>> {
  const answers = rows.filter(({ direction }) => direction === 'out');
  const [first] = answers;
  if (!first) return new Map();
  const covered = await tx
    .select({ id: messages.id, answeredBy: messages.answeredBy })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, first.conversationId),
        inArray(
          messages.answeredBy,
          answers.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(messages.seq);
  const byAnswer = Map.groupBy(covered, ({ answeredBy }) => answeredBy);
  return new Map([...byAnswer].map(([answer, all]) => [answer, all.map(({ id }) => id)]));
}
