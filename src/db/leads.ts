// Changes to leads by a person. What the assistant learns comes in through `conversations/facts.ts`.
import { eq, sql } from 'drizzle-orm';
import type { LeadField } from '../domain/leads/facts.ts';
import { findOrAddContact } from './conversations/contact-of.ts';
import type { LeadId } from './ids.ts';
import { leadFacts, leads } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

export type AddOutcome = { kind: 'added'; leadId: LeadId } | { kind: 'known'; leadId: LeadId };

/**
 * A lead typed in by hand, on the contact who has the phone or on a new one.
 * @param phone E.164
 */
export async function addLead(tx: BusinessTx, { name, phone }: { name: string; phone: string }): Promise<AddOutcome> {
  const contactId = await findOrAddContact(tx, { identities: [{ kind: 'phone', value: phone }], senderName: name });
  const [made] = await tx
    .insert(leads)
    .values({ businessId: tx.businessId, contactId, source: 'manual' })
    .onConflictDoNothing({ target: [leads.businessId, leads.contactId] })
    .returning({ id: leads.id });
  if (made) {
    await typeFacts(tx, made.id, { name });
    tx.publish({ type: 'lead.changed', data: { leadId: made.id } });
    return { kind: 'added', leadId: made.id };
  }
  const [known] = await tx.select({ id: leads.id }).from(leads).where(eq(leads.contactId, contactId));
  if (!known) throw new Error('A lead vanished between two statements');
  return { kind: 'known', leadId: known.id };
}

export interface LeadChange {
  status?: (typeof leads.$inferSelect)['status'] | undefined;
  notes?: string | undefined;
  facts?: Partial<Record<LeadField, string>> | undefined;
}

/** @returns false when there is no such lead */
export async function changeLead(
  tx: BusinessTx,
  leadId: LeadId,
  { status, notes, facts }: LeadChange,
): Promise<boolean> {
  const [lead] = await tx.select({ id: leads.id }).from(leads).where(eq(leads.id, leadId)).for('update');
  if (!lead) return false;
  if (status !== undefined || notes !== undefined) {
    await tx.update(leads).set({ status, notes }).where(eq(leads.id, leadId));
  }
  if (facts !== undefined) await typeFacts(tx, leadId, facts);
  tx.publish({ type: 'lead.changed', data: { leadId } });
  return true;
}

/** No source: what a person typed is never overwritten by what the assistant hears. */
async function typeFacts(tx: BusinessTx, leadId: LeadId, facts: Partial<Record<LeadField, string>>): Promise<void> {
  const rows = Object.entries(facts).map(([field, value]) => ({
    businessId: tx.businessId,
    leadId,
    field: field as LeadField,
    value,
    sourceMessageId: null,
    sourceCallId: null,
  }));
  if (rows.length === 0) return;
  await tx
    .insert(leadFacts)
    .values(rows)
    .onConflictDoUpdate({
      target: [leadFacts.businessId, leadFacts.leadId, leadFacts.field],
      set: {
        ...{ value: sql`excluded.value`, createdAt: sql`now()` },
        ...{ sourceMessageId: null, sourceCallId: null, confidence: null },
      },
    });
}
