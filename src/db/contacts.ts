// Changes to a contact by a person. How contacts come to be is in `conversations/contact-of.ts`.
import { eq } from 'drizzle-orm';
import type { ContactId } from './ids.ts';
import { contacts, conversations } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** Without such a contact nothing happens. */
export async function renameContact(tx: BusinessTx, contactId: ContactId, name: string): Promise<void> {
  await tx.update(contacts).set({ name }).where(eq(contacts.id, contactId));
  await announce(tx, contactId);
}

/**
 * Removes a person: identities, lead, reminders, notices, conversations and messages go with the contact's row.
 * Files are not in the database: the caller removes them after the commit.
 * @returns false when there is no such contact
 */
export async function removeContact(tx: BusinessTx, contactId: ContactId): Promise<boolean> {
  await announce(tx, contactId);
  const removed = await tx.delete(contacts).where(eq(contacts.id, contactId)).returning({ id: contacts.id });
  return removed.length > 0;
}

/** Every open page of a conversation with this person looks again. */
async function announce(tx: BusinessTx, contactId: ContactId): Promise<void> {
  const held = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.contactId, contactId));
  for (const { id } of held) tx.publish({ type: 'conversation.changed', data: { conversationId: id } });
}
