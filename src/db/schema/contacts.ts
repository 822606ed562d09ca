// The people a business talks with: contacts, the addresses they are known by, and the lead each one is.
import { sql } from 'drizzle-orm';
import { check, foreignKey, pgTable, primaryKey, real, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { CallId, ContactId, LeadId, MessageId } from '../ids.ts';
import { businesses } from './businesses.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly } from './columns.ts';

export const contacts = pgTable(
  'contacts',
  {
    businessId: businessId().references(() => businesses.id),
    id: id().$type<ContactId>(),
    /** As the provider's profile says it, until the customer says otherwise. */
    name: text('name'),
    language: text('language', { enum: ['he', 'en'] }),
    /** Set: no automatic message goes out. `optOutSource` says by what ("message <id>", "provider 131050", …). */
    optedOutAt: instant('opted_out_at'),
    optOutSource: text('opt_out_source'),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.id] }), ownBusinessOnly()],
);

export const contactIdentities = pgTable(
  'contact_identities',
  {
    businessId: businessId(),
    kind: text('kind', { enum: ['phone', 'lid', 'bsuid', 'email'] }).notNull(),
    /** Normalised: a phone in E.164, an e-mail in lower case. */
    value: text('value').notNull(),
    contactId: uuid('contact_id').$type<ContactId>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.kind, table.value] }),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    uniqueIndex('contact_identities_contact').on(table.businessId, table.contactId, table.kind, table.value),
    check('contact_identities_kind', sql`${table.kind} in ('phone', 'lid', 'bsuid', 'email')`),
    ownBusinessOnly(),
  ],
);

export const leads = pgTable(
  'leads',
  {
    businessId: businessId(),
    id: id().$type<LeadId>(),
    contactId: uuid('contact_id').$type<ContactId>().notNull(),
    status: text('status', { enum: ['new', 'contacted', 'qualified', 'won', 'lost'] })
      .notNull()
      .default('new'),
    source: text('source', { enum: ['whatsapp', 'call', 'manual'] }).notNull(),
    notes: text('notes').notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('leads_contact').on(table.businessId, table.contactId),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    check('leads_status', sql`${table.status} in ('new', 'contacted', 'qualified', 'won', 'lost')`),
    check('leads_source', sql`${table.source} in ('whatsapp', 'call', 'manual')`),
    ownBusinessOnly(),
  ],
);

/** What is known of a lead, a row a fact, each with the message or call it came from (neither: a person typed it). */
export const leadFacts = pgTable(
  'lead_facts',
  {
    businessId: businessId(),
    leadId: uuid('lead_id').$type<LeadId>().notNull(),
    field: text('field', { enum: ['name', 'need', 'city', 'service', 'intent'] }).notNull(),
    value: text('value').notNull(),
    sourceMessageId: uuid('source_message_id').$type<MessageId>(),
    sourceCallId: uuid('source_call_id').$type<CallId>(),
    /** How sure it is, from 0 to 1, where it was read out of a whole call; null where nobody estimated it. */
    confidence: real('confidence'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.leadId, table.field] }),
    foreignKey({ columns: [table.businessId, table.leadId], foreignColumns: [leads.businessId, leads.id] }).onDelete(
      'cascade',
    ),
    check('lead_facts_field', sql`${table.field} in ('name', 'need', 'city', 'service', 'intent')`),
    ownBusinessOnly(),
  ],
);
