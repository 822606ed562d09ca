// Contacts: found, renamed, and removed with everything kept about the person.
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusinessId, ContactId } from '../../src/db/ids.ts';
import { callRecordings, contactIdentities, contacts, messages } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { fillEveryTable } from '../support/fill-every-table.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey, createMember } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

async function business() {
  const { businessId, channelId } = await createBusiness(api);
  const program = caller(api.app, await createKey(api, businessId, ['read', 'write']));
  return { businessId, channelId, program };
}

async function addContact(businessId: BusinessId, name: string | null, ...phones: string[]): Promise<ContactId> {
  return api.withBusiness(businessId, async (tx) => {
    const [contact] = await tx.insert(contacts).values({ businessId, name }).returning();
    if (!contact) throw new Error('no contact was made');
    const identities = phones.map((value) => ({ businessId, kind: 'phone' as const, value, contactId: contact.id }));
    if (identities.length > 0) await tx.insert(contactIdentities).values(identities);
    return contact.id;
  });
}

test('contacts are found by a part of the name or of the phone, however it is written', async () => {
  const { businessId, program } = await business();
  const dana = await addContact(businessId, 'Dana Levi', '+972501234567');
  const noa = await addContact(businessId, 'נועה כהן', '+972521112222', '+442071838750');
  const hidden = await addContact(businessId, null);
  const search = async (text: string) =>
    (await program.get(`/api/contacts?search=${encodeURIComponent(text)}`)).body.items.map(
      ({ id }: { id: string }) => id,
    );
  expect(await search('dana')).toEqual([dana]);
  expect(await search('כהן')).toEqual([noa]);
  expect(await search('050-123 45')).toEqual([dana]);
  expect(await search('20 7183')).toEqual([noa]);
  expect(await search('%')).toEqual([]);
  expect(await search('_')).toEqual([]);
  expect((await program.get('/api/contacts')).body.items.map(({ id }: { id: string }) => id)).toEqual([
    hidden,
    noa,
    dana,
  ]);
});

test('a contact shows who the person is and where to find them', async () => {
  const { businessId, channelId, program } = await business();
  const filled = await api.withBusiness(businessId, (tx) => fillEveryTable(tx, channelId));
  const { body } = await program.get(`/api/contacts/${filled.contact.id}`);
  expect(body).toMatchObject({
    name: 'Dana',
    phone: '+972500000000',
    identities: [{ kind: 'phone', value: '+972500000000' }],
    leadId: filled.lead.id,
    conversationIds: [filled.conversation.id],
    optedOutAt: null,
  });
  const renamed = await program.patch(`/api/contacts/${filled.contact.id}`, { name: 'Dana Levi' });
  expect(renamed.body).toEqual({ ...body, name: 'Dana Levi' });
});

/** The business's tables that have a row in which one of the texts appears, as the owner of the database sees it. */
async function tablesThatMention(businessId: BusinessId, texts: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: api.databases.ownerUrl });
  await client.connect();
  const { rows } = await client.query(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'business_id'",
  );
  const mentioning: string[] = [];
  for (const { name } of rows) {
    const found = await client.query(
      `select 1 from "${name}" as t where business_id = $1 and t::text like any ($2) limit 1`,
      [businessId, texts.map((text) => `%${text}%`)],
    );
    if (found.rowCount !== 0) mentioning.push(name);
  }
  await client.end();
  return mentioning;
}

test('a removed person leaves nothing behind but the number of what happened, and others are untouched', async () => {
  const { businessId, channelId, program } = await business();
  const filled = await api.withBusiness(businessId, (tx) => fillEveryTable(tx, channelId));
  const other = await addContact(businessId, 'Noa', '+972521112222');
  await api.withBusiness(businessId, async (tx) => {
    // An answer that covers the message: rows that point at each other go together.
    const [answer] = await tx
      .insert(messages)
      .values({
        businessId,
        conversationId: filled.conversation.id,
        sessionId: filled.session.id,
        channelId,
        seq: 2,
        direction: 'out',
        author: 'assistant',
        state: 'read',
        content: { kind: 'text', text: 'hello' },
        chat: '972500000000',
        fromMe: false,
      })
      .returning();
    await tx
      .update(messages)
      .set({ state: 'answered', answeredBy: answer?.id ?? null })
      .where(sql`seq = 1`);
  });
  const key = (contactId: string) => `${businessId}/${contactId}/file`;
  for (const contactId of [filled.contact.id, other]) {
    await api.storage.put(key(contactId), { mimeType: 'text/plain', bytes: Buffer.from('secret') });
  }

  const heard = `${businessId}/withheld/${filled.recording.id}`;
  await api.storage.put(heard, { mimeType: 'audio/wav', bytes: Buffer.from('secret') });
  await api.withBusiness(businessId, (tx) => tx.update(callRecordings).set({ fileKey: heard }));

  const traces = [
    filled.contact.id,
    filled.lead.id,
    filled.message.id,
    filled.call.id,
    '972500000000',
    'a secret of this business',
  ];
  expect(await tablesThatMention(businessId, traces)).toContain('messages');

  expect((await program.delete(`/api/contacts/${filled.contact.id}`)).status).toBe(204);

  expect(await tablesThatMention(businessId, traces)).toEqual(['events']);
  expect(await api.storage.get(key(filled.contact.id))).toBeUndefined();
  expect(await api.storage.get(heard)).toBeUndefined();
  expect(await api.storage.get(key(other))).toBeDefined();
  expect((await program.get('/api/contacts')).body.items).toHaveLength(1);
  expect((await program.delete(`/api/contacts/${filled.contact.id}`)).status).toBe(404);
});

test('removing again removes files that an interrupted request has left', async () => {
  const { businessId, program } = await business();
  const contactId = await addContact(businessId, 'Dana');
  await program.delete(`/api/contacts/${contactId}`);
  const left = `${businessId}/${contactId}/file`;
  await api.storage.put(left, { mimeType: 'text/plain', bytes: Buffer.from('secret') });
  expect((await program.delete(`/api/contacts/${contactId}`)).status).toBe(404);
  expect(await api.storage.get(left)).toBeUndefined();
});

test('an agent renames and does not remove', async () => {
  const { businessId } = await business();
  const contactId = await addContact(businessId, 'Dana');
  const agent = caller(api.app, await createMember(api, businessId, 'agent'));
  expect((await agent.patch(`/api/contacts/${contactId}`, { name: 'Dana Levi' })).status).toBe(200);
  expect((await agent.delete(`/api/contacts/${contactId}`)).status).toBe(403);
  expect((await agent.get(`/api/contacts/${contactId}`)).body.name).toBe('Dana Levi');
});
