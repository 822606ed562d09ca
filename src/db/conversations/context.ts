// What the assistant is told before it answers or sums up: the business, the customer, the last messages.
import { and, asc, desc, eq, gt, inArray, isNotNull, notInArray, or } from 'drizzle-orm';
import type { BusinessSettings } from '../../domain/businesses/settings.ts';
import type { LeadField } from '../../domain/leads/facts.ts';
import type { InboundContent } from '../../domain/whatsapp/inbound-message.ts';
import { readBusiness } from '../businesses.ts';
import type { ConversationId, MessageId, SessionId } from '../ids.ts';
import { contacts, conversations, leadFacts, leads, messages, sessions } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** How many of the last messages the assistant reads. */
const HISTORY_LENGTH = 20;

export interface ContextMessage {
  id: MessageId;
  author: 'customer' | 'assistant' | 'person' | 'system';
  text: string;
  content: InboundContent;
  /** Its file lies in storage. */
  hasFile: boolean;
  at: Date;
  sessionId: SessionId | null;
  traceId: string | null;
}

export interface ConversationContext {
  business: { name: string; settings: BusinessSettings };
  customer: { name: string | null; language: 'he' | 'en' | null; facts: Partial<Record<LeadField, string>> };
  /** Summaries of earlier sessions, newest first. */
  earlier: string[];
  /** Oldest first. */
  history: ContextMessage[];
}

/**
 * @param asked what is to be answered: it is read also when it lies further back than the last messages
 * @returns undefined when the conversation is gone
 */
export async function readContext(
  tx: BusinessTx,
  conversationId: ConversationId,
  asked: readonly MessageId[] = [],
): Promise<ConversationContext | undefined> {
  const [row] = await tx
    .select({
      contactId: contacts.id,
      name: contacts.name,
      language: contacts.language,
      lastSeq: conversations.lastSeq,
    })
    .from(conversations)
    .innerJoin(
      contacts,
      and(eq(contacts.businessId, conversations.businessId), eq(contacts.id, conversations.contactId)),
    )
    .where(eq(conversations.id, conversationId));
  if (!row) return undefined;
  const business = await readBusiness(tx);
  const facts = await tx
    .select({ field: leadFacts.field, value: leadFacts.value })
    .from(leadFacts)
    .innerJoin(leads, and(eq(leads.businessId, leadFacts.businessId), eq(leads.id, leadFacts.leadId)))
    .where(eq(leads.contactId, row.contactId));
  return {
    business,
    customer: {
      name: row.name,
      language: row.language,
      facts: Object.fromEntries(facts.map(({ field, value }) => [field, value])),
    },
    earlier: await earlierSummaries(tx, conversationId),
    history: await readHistory(tx, conversationId, row.lastSeq - HISTORY_LENGTH, asked),
  };
}

async function readHistory(
  tx: BusinessTx,
  conversationId: ConversationId,
  afterSeq: number,
  asked: readonly MessageId[],
): Promise<ContextMessage[]> {
  return tx
    .select({
      id: messages.id,
      author: messages.author,
      text: messages.text,
      content: messages.content,
      hasFile: isNotNull(messages.mediaKey).mapWith(Boolean),
      at: messages.createdAt,
      sessionId: messages.sessionId,
      traceId: messages.traceId,
    })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        notInArray(messages.state, ['draft', 'discarded', 'failed']),
        or(gt(messages.seq, afterSeq), inArray(messages.id, [...asked])),
      ),
    )
    .orderBy(asc(messages.seq));
}

async function earlierSummaries(tx: BusinessTx, conversationId: ConversationId): Promise<string[]> {
  const rows = await tx
    .select({ summary: sessions.summary, closedAt: sessions.closedAt })
    .from(sessions)
    .where(eq(sessions.conversationId, conversationId))
    .orderBy(desc(sessions.startedAt))
    .limit(4);
  return rows.flatMap(({ summary }) => (summary ? [summary] : [])).slice(0, 3);
}
