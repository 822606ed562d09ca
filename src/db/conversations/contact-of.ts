// Who wrote: the contact behind an address, found or made, once however many messages arrive at the same time.
import { and, eq, or, sql } from 'drizzle-orm';
import type { Identity } from '../../domain/whatsapp/identity.ts';
import type { ContactId } from '../ids.ts';
import { contactIdentities, contacts } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** Whoever is behind a message, or a lead typed in by hand. The address they go by comes first. */
interface Someone {
  identities: readonly Identity[];
  senderName?: string;
}

/** Finds the contact by any of the message's addresses and adds the addresses it did not have; makes one on the first message. */
export async function findOrAddContact(tx: BusinessTx, message: Someone): Promise<ContactId> {
  const found = await findContact(tx, message);
  if (found?.complete) return found.contactId;
  await oneAtATime(tx, message);
  const contactId = (await findContact(tx, message))?.contactId ?? (await addContact(tx, message));
  await tx
    .insert(contactIdentities)
    .values(message.identities.map(({ kind, value }) => ({ businessId: tx.businessId, kind, value, contactId })))
    .onConflictDoNothing();
  return contactId;
}

async function findContact(tx: BusinessTx, { identities }: Someone) {
  const rows = await tx
    .select({ contactId: contactIdentities.contactId, kind: contactIdentities.kind, value: contactIdentities.value })
    .from(contactIdentities)
    .where(
      or(
        ...identities.map(({ kind, value }) =>
          and(eq(contactIdentities.kind, kind), eq(contactIdentities.value, value)),
        ),
      ),
    );
  // The address the chat goes by comes first in the message; its contact wins when addresses belong to several.
  const owner = identities
    .map(({ kind, value }) => rows.find((row) => row.kind === kind && row.value === value))
    .find((row) => row);
  return owner && { contactId: owner.contactId, complete: rows.length === identities.length };
}

/** Several first messages of one customer: without this each would make a contact of its own. */
async function oneAtATime(tx: BusinessTx, { identities }: Someone): Promise<void> {
  const keys = identities.map(({ kind, value }) => `${tx.businessId}/${kind}/${value}`).sort();
  for (const key of keys) await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

async function addContact(tx: BusinessTx, message: Someone): Promise<ContactId> {
  const [contact] = await tx
    .insert(contacts)
    .values({ businessId: tx.businessId, name: message.senderName ?? null })
    .returning({ id: contacts.id });
  if (!contact) throw new Error('An insert of a contact returned no row');
  return contact.id;
}
