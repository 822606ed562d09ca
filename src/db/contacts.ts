// Changes to a contact by a person. How contacts come to be is in `conversations/contact-of.ts`.
import { and, eq, isNotNull } from 'drizzle-orm';
import type { ContactId } from './ids.ts';
import { callRecordings, calls, contacts, conversations } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** Without such a contact nothing happens. */
export async function renameContact(tx: BusinessTx, contactId: ContactId, name: string): Promise<void> {
  await tx.update(contacts).set({ name }).where(eq(contacts.id, contactId));
  await announce(tx, contactId);
}

/**
 * Removes a person: identities, lead, reminders, notices, conversations, messages, calls with their turns and recordings
 * go with the contact's row.
 * Files are not in the database: the caller removes them after the commit.
 * @returns false when there is no such contact
 */
export async function removeContact(tx: BusinessTx, contactId: ContactId): Promise<boolean> {
  await announce(tx, contactId);
  const removed = await tx.delete(contacts).where(eq(contacts.id, contactId)).returning({ id: contacts.id });
  return removed.length > 0;
}

/** Where the recordings of a person's calls lie, wherever that is: their number may have been known later than their voice. */
export async function readRecordingFilesOf(tx: BusinessTx, contactId: ContactId): Promise<string[]> {
  const rows = await tx
    .select({ fileKey: callRecordings.fileKey })
    .from(callRecordings)
    .innerJoin(calls, and(eq(calls.businessId, callRecordings.businessId), eq(calls.id, callRecordings.callId)))
    .where(and(eq(calls.contactId, contactId), isNotNull(callRecordings.fileKey)));
  return rows.flatMap(({ fileKey }) => fileKey ?? []);
}

/** Every open page of a conversation or a call with this person looks again. */
async function announce(tx: BusinessTx, contactId: ContactId): Promise<void> {
  const held = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.contactId, contactId));
  for (const { id } of held) tx.publish({ type: 'conversation.changed', data: { conversationId: id } });
  const spoken = await tx.select({ id: calls.id }).from(calls).where(eq(calls.contactId, contactId));
  for (const { id } of spoken) tx.publish({ type: 'call.changed', data: { callId: id } });
}
