// What a customer said about themselves, kept on their lead with the message or the call in which they did.
import { eq, sql } from 'drizzle-orm';
import type { LeadFact } from '../../domain/leads/facts.ts';
import type { CallId, ContactId, LeadId, MessageId } from '../ids.ts';
import { leadFacts, leads } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/**
 * The contact's lead, made when they have none: one lead per contact.
 * @param onNew is called when it was made now, in the same transaction
 */
export async function leadOf(
  tx: BusinessTx,
  contactId: ContactId,
  source: 'whatsapp' | 'call' | 'manual',
  onNew: (leadId: LeadId) => Promise<void> = async () => undefined,
): Promise<LeadId> {
  const [made] = await tx
    .insert(leads)
    .values({ businessId: tx.businessId, contactId, source })
    .onConflictDoNothing({ target: [leads.businessId, leads.contactId] })
    .returning({ id: leads.id });
  if (made) {
    tx.publish({ type: 'lead.changed', data: { leadId: made.id } });
    await onNew(made.id);
    return made.id;
  }
  const [lead] = await tx.select({ id: leads.id }).from(leads).where(eq(leads.contactId, contactId));
  if (!lead) throw new Error('A lead vanished between two statements');
  return lead.id;
}

/** Keeps what a customer wrote. */
export async function rememberFacts(tx: BusinessTx, contactId: ContactId, facts: readonly LeadFact[]): Promise<void> {
  if (facts.length === 0) return;
  const leadId = await leadOf(tx, contactId, 'whatsapp');
  const said = facts.map(({ fromMessageId, ...fact }) => ({ ...fact, sourceMessageId: fromMessageId as MessageId }));
  await remember(tx, leadId, said);
}

/** `confidence`: from 0 to 1, where somebody estimated it. */
type SpokenFact = Pick<LeadFact, 'field' | 'value'> & { confidence?: number };

/** Keeps what a caller said. */
export async function rememberSpokenFacts(
  tx: BusinessTx,
  contactId: ContactId,
  callId: CallId,
  facts: readonly SpokenFact[],
): Promise<void> {
  if (facts.length === 0) return;
  const leadId = await leadOf(tx, contactId, 'call');
  await remember(
    tx,
    leadId,
    facts.map(({ field, value, confidence = null }) => ({ field, value, confidence, sourceCallId: callId })),
  );
}

type Said = Pick<LeadFact, 'field' | 'value'> &
  ({ sourceMessageId: MessageId } | { sourceCallId: CallId; confidence: number | null });

/** The newest word on a field stands; what a person typed in (no source) is never overwritten. */
async function remember(tx: BusinessTx, leadId: LeadId, said: readonly Said[]): Promise<void> {
  const newest = [...new Map(said.map((fact) => [fact.field, fact])).values()];
  await tx
    .insert(leadFacts)
    .values(newest.map((fact) => ({ businessId: tx.businessId, leadId, ...fact })))
    .onConflictDoUpdate({
      target: [leadFacts.businessId, leadFacts.leadId, leadFacts.field],
      set: {
        value: sql`excluded.value`,
        sourceMessageId: sql`excluded.source_message_id`,
        sourceCallId: sql`excluded.source_call_id`,
        confidence: sql`excluded.confidence`,
        createdAt: sql`now()`,
      },
      setWhere: sql`coalesce(${leadFacts.sourceMessageId}, ${leadFacts.sourceCallId}) is not null`,
    });
  tx.publish({ type: 'lead.changed', data: { leadId } });
}
