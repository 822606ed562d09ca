// Contacts as lists and pages show them.
import { and, asc, desc, eq, exists, ilike, like, lt, or, type SQL, sql } from 'drizzle-orm';
import type { ContactId } from '../ids.ts';
import { contactIdentities, contacts, conversations, leadFacts, leads } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** The phone a contact was known by first, joined laterally to a query on `contacts`. */
export const firstPhone = (tx: BusinessTx) =>
  tx
    .select({ phone: contactIdentities.value })
    .from(contactIdentities)
    .where(and(eq(contactIdentities.contactId, contacts.id), eq(contactIdentities.kind, 'phone')))
    .orderBy(asc(contactIdentities.createdAt), asc(contactIdentities.value))
    .limit(1)
    .as('first_phone');

/** A contact's name: the one they gave their phone, else the one they told us. For a query on `contacts`. */
export function knownName(tx: BusinessTx): SQL<string | null> {
  const told = tx
    .select({ value: leadFacts.value })
    .from(leadFacts)
    .innerJoin(leads, and(eq(leads.businessId, leadFacts.businessId), eq(leads.id, leadFacts.leadId)))
    .where(and(eq(leads.contactId, contacts.id), eq(leadFacts.field, 'name')));
  return sql<string | null>`coalesce(${contacts.name}, (${told}))`;
}

export interface ContactsWanted {
  /** Part of a name, or of a phone however it is written. */
  search?: string | undefined;
  /** The last contact of the page before. */
  after?: ContactId | undefined;
  limit: number;
}

/** The newest first: ids sort by time. */
export async function listContacts(tx: BusinessTx, { search, after, limit }: ContactsWanted) {
  return contactRows(tx)
    .where(and(search === undefined ? undefined : contactMatches(tx, search), after && lt(contacts.id, after)))
    .orderBy(desc(contacts.id))
    .limit(limit);
}

/** One contact with everything known about the person. */
export async function readContact(tx: BusinessTx, contactId: ContactId) {
  const [contact] = await contactRows(tx).where(eq(contacts.id, contactId));
  if (!contact) return undefined;
  const identities = await tx
    .select({ kind: contactIdentities.kind, value: contactIdentities.value })
    .from(contactIdentities)
    .where(eq(contactIdentities.contactId, contactId))
    .orderBy(asc(contactIdentities.createdAt), asc(contactIdentities.kind));
  const [lead] = await tx.select({ id: leads.id }).from(leads).where(eq(leads.contactId, contactId));
  const held = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.contactId, contactId))
    .orderBy(desc(conversations.lastMessageAt));
  return { ...contact, identities, leadId: lead?.id ?? null, conversationIds: held.map(({ id }) => id) };
}

function contactRows(tx: BusinessTx) {
  const phone = firstPhone(tx);
  return tx
    .select({
      id: contacts.id,
      name: knownName(tx),
      phone: phone.phone,
      language: contacts.language,
      optedOutAt: contacts.optedOutAt,
      optOutSource: contacts.optOutSource,
      createdAt: contacts.createdAt,
    })
    .from(contacts)
    .leftJoinLateral(phone, sql`true`);
}

/** A condition on `contacts`: part of the name, or of a phone however it is written. */
export function contactMatches(tx: BusinessTx, search: string): SQL | undefined {
  const name = ilike(knownName(tx), anywhere(search));
  const digits = phoneDigits(search);
  if (digits === undefined) return name;
  const phone = tx
    .select({ found: sql`1` })
    .from(contactIdentities)
    .where(
      and(
        eq(contactIdentities.contactId, contacts.id),
        eq(contactIdentities.kind, 'phone'),
        like(contactIdentities.value, anywhere(digits)),
      ),
    );
  return or(name, exists(phone));
}

/** What LIKE finds wherever it stands in a text. */
export const anywhere = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * 050-123 4567 finds +972501234567.
 * @returns undefined where there are few digits: two would find everybody
 */
export function phoneDigits(search: string): string | undefined {
  const digits = search.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length < 3 ? undefined : digits;
}
