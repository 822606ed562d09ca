// Who calls: the contact behind the number, their lead, and what the assistant should know of them.
import { and, eq } from 'drizzle-orm';
import type { KnownFacts } from '../../domain/assistant/facts-in-history.ts';
import { type CallPromptInput, callPrompt } from '../../domain/calls/call-prompt.ts';
import { callersPhone } from '../../domain/calls/caller.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readBusiness } from '../businesses.ts';
import { findOrAddContact } from '../conversations/contact-of.ts';
import { leadOf } from '../conversations/facts.ts';
import { tellOfLead } from '../conversations/tell-of-lead.ts';
import type { CallId, ContactId, LeadId } from '../ids.ts';
import { calls, contactIdentities, contacts, leadFacts, leads } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { lockCall } from './accept-news.ts';

/** Gives the call its contact, found or made by the phone number; a withheld one has none. */
export async function logCaller(tx: BusinessTx, callId: CallId): Promise<void> {
  const call = await lockCall(tx, callId);
  const phone = call && callersPhone(call.fromNumber);
  if (!phone || call.contactId !== null) return;
  const contactId = await findOrAddContact(tx, { identities: [{ kind: 'phone', value: phone }] });
  await tx.update(calls).set({ contactId }).where(eq(calls.id, callId));
  tx.publish({ type: 'call.changed', data: { callId } });
}

/**
 * The caller becomes a lead, unless they are one; people are told of a new one.
 * @returns undefined while nobody knows who calls, and for a withheld number
 */
export async function leadOfCall(tx: BusinessTx, onward: Onward, callId: CallId): Promise<LeadId | undefined> {
  const [caller] = await tx
    .select({ contactId: contacts.id, name: contacts.name })
    .from(calls)
    .innerJoin(contacts, and(eq(contacts.businessId, calls.businessId), eq(contacts.id, calls.contactId)))
    .where(eq(calls.id, callId));
  if (!caller) return undefined;
  const { contactId, name } = caller;
  return leadOf(tx, contactId, 'call', (leadId) => tellOfLead(tx, onward, { leadId, contactId, name }));
}

/**
 * Makes ready what the assistant is told in this call.
 * @param now ms since the epoch
 */
export async function prebuildPrompt(tx: BusinessTx, callId: CallId, now: number): Promise<void> {
  const [call] = await tx
    .select({ fromNumber: calls.fromNumber, language: calls.language })
    .from(calls)
    .where(eq(calls.id, callId));
  if (!call) return;
  const { name, settings } = await readBusiness(tx);
  const caller = await readCaller(tx, call.fromNumber);
  const business = { name, prompt: settings.prompt, hours: settings.hours };
  const prompt = callPrompt({ business, caller, language: call.language }, now);
  await tx.update(calls).set({ prompt }).where(eq(calls.id, callId));
}

/** What is known of whoever has this number. Read by the number: the call's own contact may not be written yet. */
export async function readCaller(tx: BusinessTx, from: string): Promise<CallPromptInput['caller']> {
  const phone = callersPhone(from);
  if (phone === undefined) return { name: null, facts: {} };
  const [contact] = await tx
    .select({ id: contacts.id, name: contacts.name })
    .from(contactIdentities)
    .innerJoin(
      contacts,
      and(eq(contacts.businessId, contactIdentities.businessId), eq(contacts.id, contactIdentities.contactId)),
    )
    .where(and(eq(contactIdentities.kind, 'phone'), eq(contactIdentities.value, phone)));
  if (!contact) return { name: null, facts: {} };
  return { name: contact.name, facts: await factsOf(tx, contact.id) };
}

/** What is known of a person, by field. */
export async function factsOf(tx: BusinessTx, contactId: ContactId): Promise<KnownFacts> {
  const rows = await tx
    .select({ field: leadFacts.field, value: leadFacts.value })
    .from(leadFacts)
    .innerJoin(leads, and(eq(leads.businessId, leadFacts.businessId), eq(leads.id, leadFacts.leadId)))
    .where(eq(leads.contactId, contactId));
  return Object.fromEntries(rows.map(({ field, value }) => [field, value]));
}

/** As they called themselves, else as a provider or a person named them. */
export async function nameOf(tx: BusinessTx, contactId: ContactId): Promise<string | null> {
  const { name } = await factsOf(tx, contactId);
  if (name !== undefined) return name;
  const [contact] = await tx.select({ name: contacts.name }).from(contacts).where(eq(contacts.id, contactId));
  return contact?.name ?? null;
}
