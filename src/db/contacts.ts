// Changes to a contact by a person. How contacts come to be is in `conversations/contact-of.ts`.
import { eq } from 'drizzle-orm';
import type { Jobs } from '../jobs/jobs.ts';
import { removeCallsOf } from './calls/removal.ts';
import type { ContactId } from './ids.ts';
import { calls, contacts, conversations } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** Without such a contact nothing happens. */
export async function renameContact(tx: BusinessTx, contactId: ContactId, name: string): Promise<void> {
  await tx.update(contacts).set({ name }).where(eq(contacts.id, contactId));
  await announce(tx, contactId);
}

/**
 * Removes a person: identities, lead, reminders, notices, conversations and messages go with the contact's row, calls with
 * their turns and recordings before it.
 * @returns whether there was such a contact, and the keys of its recordings: files are the caller's to remove after the
 * commit
 */
export async function removeContact(
  tx: BusinessTx,
  jobs: Jobs,
  contactId: ContactId,
): Promise<{ existed: boolean; recordings: string[] }> {
  const recordings = await removeCallsOf(tx, jobs, contactId);
  await announce(tx, contactId);
  const removed = await tx.delete(contacts).where(eq(contacts.id, contactId)).returning({ id: contacts.id });
  return { existed: removed.length > 0, recordings };
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
