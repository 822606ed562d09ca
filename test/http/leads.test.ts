// Leads: listed, typed in, changed; what a person typed stands.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rememberFacts } from '../../src/db/conversations/facts.ts';
import { createBusiness } from '../support/factories.ts';
import { fillEveryTable } from '../support/fill-every-table.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey } from './people.ts';

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

test('a lead typed in by hand has a contact with the phone, however it was written', async () => {
  const { program } = await business();
  const added = await program.post('/api/leads', { name: ' Dana Levi ', phone: '+972 50-123 4567' });
  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({
    status: 'new',
    source: 'manual',
    contact: { name: 'Dana Levi', phone: '+972501234567' },
    facts: [{ field: 'name', value: 'Dana Levi', sourceMessageId: null }],
  });
  expect((await program.get(`/api/leads/${added.body.id}`)).body).toEqual(added.body);
});

test('a phone has one lead, also when two people type it in at once', async () => {
  const { program } = await business();
  const lead = { name: 'Dana', phone: '+972501234567' };
  const answers = await Promise.all([program.post('/api/leads', lead), program.post('/api/leads', lead)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  const { items } = (await program.get('/api/leads')).body;
  expect(items).toHaveLength(1);
  expect(answers.find(({ status }) => status === 409)?.body.detail).toContain(items[0].id);
  expect((await program.get('/api/contacts')).body.items).toHaveLength(1);
});

test.each(['050-123 4567', '+1', 'Dana', ''])('the phone "%s" is refused rather than guessed', async (phone) => {
  const { program } = await business();
  const refused = await program.post('/api/leads', { name: 'Dana', phone });
  expect(refused.status).toBe(400);
  expect(refused.body.errors[0].field).toBe('body.phone');
});

test('status, notes and facts are changed one by one', async () => {
  const { program } = await business();
  const { id } = (await program.post('/api/leads', { name: 'Dana', phone: '+972501234567' })).body;
  await program.patch(`/api/leads/${id}`, { notes: 'Call after five.' });
  await program.patch(`/api/leads/${id}`, { status: 'won' });
  const changed = await program.patch(`/api/leads/${id}`, { facts: { city: 'Haifa' } });
  expect(changed.body).toMatchObject({ notes: 'Call after five.', status: 'won' });
  expect(changed.body.facts.map(({ field, value }: { field: string; value: string }) => [field, value])).toEqual([
    ['city', 'Haifa'],
    ['name', 'Dana'],
  ]);
});

test('a typed fact stands when the assistant hears another; a heard one shows the message that said so', async () => {
  const { businessId, channelId, program } = await business();
  const filled = await api.withBusiness(businessId, (tx) => fillEveryTable(tx, channelId));
  await program.patch(`/api/leads/${filled.lead.id}`, { facts: { city: 'Jaffa' } });
  await api.withBusiness(businessId, (tx) =>
    rememberFacts(tx, filled.contact.id, [
      { field: 'city', value: 'Eilat', fromMessageId: filled.message.id },
      { field: 'need', value: 'A new tap', fromMessageId: filled.message.id },
    ]),
  );
  const { facts } = (await program.get(`/api/leads/${filled.lead.id}`)).body;
  expect(facts).toMatchObject([
    { field: 'city', value: 'Jaffa', sourceMessageId: null },
    { field: 'need', value: 'A new tap', sourceMessageId: filled.message.id },
  ]);
  const corrected = await program.patch(`/api/leads/${filled.lead.id}`, { facts: { need: 'Two new taps' } });
  expect(corrected.body.facts[1]).toMatchObject({ field: 'need', value: 'Two new taps', sourceMessageId: null });
});

test('leads are listed page by page, the newest first, and by status', async () => {
  const { program } = await business();
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    ids.unshift((await program.post('/api/leads', { name: 'Dana', phone: `+97250123456${count}` })).body.id);
  }
  await program.patch(`/api/leads/${ids[1]}`, { status: 'lost' });
  const listed: string[] = [];
  let next = '';
  do {
    const { items, nextCursor } = (await program.get(`/api/leads?limit=2${next}`)).body;
    listed.push(...items.map(({ id }: { id: string }) => id));
    next = nextCursor === null ? '' : `&cursor=${nextCursor}`;
  } while (next !== '');
  expect(listed).toEqual(ids);
  expect((await program.get('/api/leads?limit=5')).body.nextCursor).toBeNull();
  const lost = (await program.get('/api/leads?status=lost')).body;
  expect(lost).toMatchObject({ items: [{ id: ids[1], status: 'lost' }], nextCursor: null });
});

test.each([
  'cursor=garbage',
  `cursor=${Buffer.from('{"a":1}').toString('base64url')}`,
  `cursor=${Buffer.from('"not-an-id"').toString('base64url')}`,
  'limit=0',
  'limit=101',
  'limit=many',
  'status=dreaming',
])('a list asked with %s is refused', async (query) => {
  const { program } = await business();
  const refused = await program.get(`/api/leads?${query}`);
  expect(refused.status).toBe(400);
  expect(refused.body.errors[0].field).toBe(`querystring.${query.split('=')[0]}`);
});

test('a lead that is none is not found', async () => {
  const { program } = await business();
  const nobody = '/api/leads/00000000-0000-7000-8000-000000000000';
  expect((await program.get(nobody)).status).toBe(404);
  expect((await program.patch(nobody, { notes: 'x' })).status).toBe(404);
  expect((await program.get('/api/leads/5')).status).toBe(400);
});
