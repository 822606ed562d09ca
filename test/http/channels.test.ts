// WhatsApp channels: tried before they are saved, one of them sending, their credentials never shown.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusinessId, ChannelId } from '../../src/db/ids.ts';
import { businesses, channels, contacts, conversations } from '../../src/db/schema/index.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { raceFor } from './held-rows.ts';
import { createKey, createMember } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

/** Without a channel. */
async function business() {
  const [row] = await api.system.insert(businesses).values({ name: 'Barak' }).returning();
  const businessId = row?.id as BusinessId;
  const key = await createKey(api, businessId, ['read', 'write']);
  return { businessId, program: caller(api.app, key) };
}

let numbers = 0;
function newNumber(): string {
  numbers += 1;
  return String(700_200_300_400_000 + numbers);
}

const channel = (more: object = {}) => ({ name: 'Shop', numberId: newNumber(), accessToken: 'a-token', ...more });

const storedCredentials = (businessId: BusinessId, id: string) =>
  api.withBusiness(businessId, async (tx) => {
    const [row] = await tx
      .select()
      .from(channels)
      .where(eq(channels.id, id as ChannelId));
    return api.vault.open(businessId, row?.credentials ?? '');
  });

test('a channel is saved with what WhatsApp says of the number; its token is kept sealed and never shown', async () => {
  const { businessId, program } = await business();
  const added = await program.post('/api/channels', channel({ accessToken: 'a-secret-token' }));
  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({ name: 'Shop', state: 'active', displayNumber: expect.stringMatching(/^\+/) });
  expect(await storedCredentials(businessId, added.body.id)).toBe('{"accessToken":"a-secret-token"}');
  const listed = await program.get('/api/channels');
  expect(listed.body.items).toEqual([added.body]);
  expect(JSON.stringify(listed.body)).not.toMatch(/token|credentials/i);
});

test('credentials that WhatsApp refuses are not saved, and its reason is told', async () => {
  const { program } = await business();
  const refused = await program.post('/api/channels', channel({ accessToken: 'expired-token' }));
  expect(refused.status).toBe(422);
  expect(refused.body.detail).toContain('code 190');
  expect((await program.get('/api/channels')).body.items).toEqual([]);
});

test('a token with a line break is refused without quoting it', async () => {
  const { program } = await business();
  const refused = await program.post('/api/channels', channel({ accessToken: 'EAAB\nsecret' }));
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).not.toContain('secret');
});

test('a number that a business has is nobody else’s', async () => {
  const [one, two] = [await business(), await business()];
  const wanted = channel();
  expect((await one.program.post('/api/channels', wanted)).status).toBe(201);
  for (const { program } of [one, two]) expect((await program.post('/api/channels', wanted)).status).toBe(409);
  expect((await two.program.get('/api/channels')).body.items).toEqual([]);
});

test('the first channel sends; another takes over when it is told to', async () => {
  const { program } = await business();
  const first = (await program.post('/api/channels', channel())).body;
  const second = (await program.post('/api/channels', channel())).body;
  const third = (await program.post('/api/channels', channel({ isSending: true }))).body;
  expect([first, second, third].map(({ isSending }) => isSending)).toEqual([true, false, true]);
  await program.patch(`/api/channels/${second.id}`, { isSending: true });
  const sending = (await program.get('/api/channels')).body.items.filter(
    (one: { isSending: boolean }) => one.isSending,
  );
  expect(sending.map(({ id }: { id: string }) => id)).toEqual([second.id]);
});

test('race: of two first channels made at once, one sends', async () => {
  const { businessId, program } = await business();
  const row = { text: 'select * from businesses where id = $1 for no key update', values: [businessId] };
  const made = await raceFor(api.databases.ownerUrl, row, () => [
    program.post('/api/channels', channel()),
    program.post('/api/channels', channel()),
  ]);
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  expect(made.filter(({ body }) => body.isSending)).toHaveLength(1);
});

test('a channel whose token was refused sends again once a working one is saved, and not before', async () => {
  const { businessId, program } = await business();
  const { id } = (await program.post('/api/channels', channel())).body;
  await api.withBusiness(businessId, (tx) => tx.update(channels).set({ state: 'reconnect' }));
  expect((await program.patch(`/api/channels/${id}`, { state: 'active' })).status).toBe(409);
  expect((await program.patch(`/api/channels/${id}`, { accessToken: 'expired-token' })).status).toBe(422);
  expect(await storedCredentials(businessId, id)).toContain('a-token');
  const saved = await program.patch(`/api/channels/${id}`, { accessToken: 'a-better-token', name: 'Front desk' });
  expect(saved.body).toMatchObject({ state: 'active', name: 'Front desk' });
  expect(await storedCredentials(businessId, id)).toContain('a-better-token');
});

test('a channel that is switched off stays off until it is switched on', async () => {
  const { program } = await business();
  const { id } = (await program.post('/api/channels', channel())).body;
  expect((await program.patch(`/api/channels/${id}`, { state: 'disabled' })).body.state).toBe('disabled');
  expect((await program.patch(`/api/channels/${id}`, { accessToken: 'another' })).body.state).toBe('disabled');
  expect((await program.patch(`/api/channels/${id}`, { state: 'active' })).body.state).toBe('active');
});

test('a channel is removed unless it sends for others or has conversations', async () => {
  const { businessId, program } = await business();
  const first = (await program.post('/api/channels', channel())).body;
  const second = (await program.post('/api/channels', channel())).body;
  expect((await program.delete(`/api/channels/${first.id}`)).status).toBe(409);
  await api.withBusiness(businessId, async (tx) => {
    const [contact] = await tx.insert(contacts).values({ businessId, name: 'Dana' }).returning();
    if (!contact) throw new Error('no contact was made');
    await tx.insert(conversations).values({ businessId, channelId: second.id, contactId: contact.id, chat: '1' });
  });
  const kept = await program.delete(`/api/channels/${second.id}`);
  expect(kept.body).toMatchObject({ status: 409, detail: expect.stringContaining('disable it') });
  await program.patch(`/api/channels/${second.id}`, { isSending: true });
  expect((await program.delete(`/api/channels/${first.id}`)).status).toBe(204);
  expect((await program.delete(`/api/channels/${first.id}`)).status).toBe(404);
  expect((await program.get('/api/channels')).body.items).toHaveLength(1);
});

test('agents see the channels and change none', async () => {
  const { businessId, program } = await business();
  const { id } = (await program.post('/api/channels', channel())).body;
  const agent = caller(api.app, await createMember(api, businessId, 'agent'));
  expect((await agent.get('/api/channels')).body.items).toHaveLength(1);
  expect((await agent.post('/api/channels', channel())).status).toBe(403);
  expect((await agent.patch(`/api/channels/${id}`, { name: 'Mine' })).status).toBe(403);
  expect((await agent.delete(`/api/channels/${id}`)).status).toBe(403);
});
