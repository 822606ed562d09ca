// Leads as lists and pages show them.
import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import type { LeadId } from '../ids.ts';
import { contacts, leadFacts, leads } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { firstPhone } from './contacts.ts';

export type LeadStatus = (typeof leads.$inferSelect)['status'];

export interface LeadsWanted {
  status?: LeadStatus | undefined;
  /** The last lead of the page before. */
  after?: LeadId | undefined;
  limit: number;
}

/** The newest first: ids sort by time. */
export async function listLeads(tx: BusinessTx, { status, after, limit }: LeadsWanted) {
  const rows = await leadRows(tx)
    .where(and(status && eq(leads.status, status), after && lt(leads.id, after)))
    .orderBy(desc(leads.id))
    .limit(limit);
  return rows.map(shaped);
}

/** One lead with its facts, each with the message or call that said so; neither: a person typed it. */
export async function readLead(tx: BusinessTx, leadId: LeadId) {
  const [row] = await leadRows(tx).where(eq(leads.id, leadId));
  if (!row) return undefined;
  const facts = await tx
    .select({
      field: leadFacts.field,
      value: leadFacts.value,
      sourceMessageId: leadFacts.sourceMessageId,
      sourceCallId: leadFacts.sourceCallId,
      createdAt: leadFacts.createdAt,
    })
    .from(leadFacts)
    .where(eq(leadFacts.leadId, leadId))
    .orderBy(asc(leadFacts.field));
  return { ...shaped(row), notes: row.notes, facts };
}

function leadRows(tx: BusinessTx) {
  const phone = firstPhone(tx);
  return tx
    .select({
      id: leads.id,
      status: leads.status,
      source: leads.source,
      notes: leads.notes,
      createdAt: leads.createdAt,
      contactId: contacts.id,
      name: contacts.name,
      phone: phone.phone,
    })
    .from(leads)
    .innerJoin(contacts, and(eq(contacts.businessId, leads.businessId), eq(contacts.id, leads.contactId)))
    .leftJoinLateral(phone, sql`true`);
}

type Row = Awaited<ReturnType<typeof leadRows>>[number];

function shaped({ id, status, source, createdAt, contactId, name, phone }: Row) {
  return { id, status, source, createdAt, contact: { id: contactId, name, phone } };
}
