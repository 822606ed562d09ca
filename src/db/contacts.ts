// Changes to a contact by a person. How contacts come to be is in `conversations/contact-of.ts`.
import { eq, sql } from 'drizzle-orm';
import type { ContactId } from './ids.ts';
import { contacts, conversations, notifications } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** Without such a contact nothing happens. */
export async function renameContact(tx: BusinessTx, contactId: ContactId, name: string): Promise<void> {
  await tx.update(contacts).set({ name }).where(eq(contacts.id, contactId));
  await announce(tx, contactId);
}

/**
 * Removes a person: identities, lead, reminders, conversations and messages go with the contact's row.
 * Files are not in the database: the caller removes them after the commit.
 * @returns false when there is no such contact
 */
export async function removeContact(tx: BusinessTx, contactId: ContactId): Promise<boolean> {
  await announce(tx, contactId);
  await removeNotices(tx, contactId);
  const removed = await tx.delete(contacts).where(eq(contacts.id, contactId)).returning({ id: contacts.id });
  return removed.length > 0;
}

/** Notices name the person, and may tell what a reminder said of them. */
async function removeNotices(tx: BusinessTx, contactId: ContactId): Promise<void> {
  const theirs = sql`
    select id::text from conversations where contact_id = ${contactId}
    union all select id::text from leads where contact_id = ${contactId}
    union all select reminders.id::text from reminders join leads on leads.id = reminders.lead_id
              where leads.contact_id = ${contactId}`;
  const about = sql`array[content->'about'->>'conversationId', content->'about'->>'leadId', content->'about'->>'reminderId']`;
  await tx.delete(notifications).where(sql`${about} && array(${theirs})`);
}

/** Every open page of a conversation with this person looks again. */
async function announce(tx: BusinessTx, contactId: ContactId): Promise<void> {
  const held = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.contactId, contactId));
  for (const { id } of held) tx.publish({ type: 'conversation.changed', data: { conversationId: id } });
}
