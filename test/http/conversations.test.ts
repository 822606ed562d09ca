// What a person sees of conversations: the list they work from, and one conversation with its messages.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConversationId } from '../../src/db/ids.ts';
import { conversations, sessions } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createMember } from './people.ts';
import { addConversation, addMessage, createStaffedBusiness, customerWrites, NOBODY } from './talk.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

type Program = Awaited<ReturnType<typeof createStaffedBusiness>>['program'];
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);

/** Every page of a list, one after the other. */
async function allPages(program: Program, url: string, cursor = ''): Promise<string[]> {
  const { items, nextCursor } = (await program.get(`${url}${cursor}`)).body;
  const rest = nextCursor === null ? [] : await allPages(program, url, `&cursor=${nextCursor}`);
  return [...idsOf(items), ...rest];
}

test('a customer’s message makes a conversation that shows who, what and until when one may write', async () => {
  const business = await createStaffedBusiness(api);
  const before = Date.now();
  await customerWrites(api, business, 'Hi, my tap drips');
  const { items, nextCursor } = (await business.program.get('/api/conversations')).body;
  expect(items).toEqual([
    {
      id: expect.any(String),
      contact: { id: expect.any(String), name: 'Dana', phone: '+972501234567' },
      channel: { id: business.channelId, name: 'WhatsApp', displayNumber: '+972 3-300-0001' },
      handledBy: 'assistant',
      pausedUntil: null,
      attention: null,
      attentionAt: null,
      lastMessage: { text: 'Hi, my tap drips', author: 'customer', at: expect.any(String) },
      lastMessageAt: expect.any(String),
      window: { open: true, until: expect.any(String) },
    },
  ]);
  expect(nextCursor).toBeNull();
  const hoursLeft = (Date.parse(items[0].window.until) - before) / 3_600_000;
  expect(hoursLeft).toBeGreaterThan(23.9);
  expect(hoursLeft).toBeLessThan(24.1);
});

test('those that need a person come first, the newest need first, then the newest; no page repeats or skips one', async () => {
  const business = await createStaffedBusiness(api);
  const hour = (n: number) => new Date(Date.UTC(2026, 0, 1, n));
  const add = (lastMessageAt: Date, attentionAt: Date | null = null) =>
    addConversation(api, business, { lastMessageAt, attentionAt, attention: attentionAt && 'emergency' });
  const old = await add(hour(1));
  const newest = await add(hour(9));
  const oldNeed = await add(hour(2), hour(3));
  const newNeed = await add(hour(1), hour(4));
  const middle = await add(hour(5));
  const wanted = [newNeed, oldNeed, newest, middle, old];
  for (const limit of [1, 2, 5]) {
    expect(await allPages(business.program, `/api/conversations?limit=${limit}`)).toEqual(wanted);
  }
  expect(await allPages(business.program, '/api/conversations?limit=1&only=attention')).toEqual([newNeed, oldNeed]);
});

test('conversations of one millisecond are neither repeated nor skipped', async () => {
  const business = await createStaffedBusiness(api);
  const ids: ConversationId[] = [];
  for (let count = 0; count < 4; count += 1) ids.push(await addConversation(api, business));
  // The database's clock has microseconds, JavaScript's has not.
  await api.withBusiness(business.businessId, async (tx) => {
    for (const [index, id] of ids.entries()) {
      const at = `2026-01-01T00:00:00.00000${index}Z`;
      await tx
        .update(conversations)
        .set({ lastMessageAt: sql`${at}::timestamptz` })
        .where(sql`id = ${id}`);
    }
  });
  expect(await allPages(business.program, '/api/conversations?limit=1')).toEqual(ids.toReversed());
});

test('the last message shown is one that people may see: no draft, no discarded answer', async () => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business);
  await addMessage(api, business, id, { direction: 'in', state: 'ready', text: 'Are you there?' });
  await addMessage(api, business, id, { direction: 'out', state: 'draft', seq: null, text: 'a draft' });
  await addMessage(api, business, id, { direction: 'out', state: 'discarded', seq: null, text: 'a discarded one' });
  const [shown] = (await business.program.get('/api/conversations')).body.items;
  expect(shown.lastMessage.text).toBe('Are you there?');
  const { items } = (await business.program.get(`/api/conversations/${id}/messages`)).body;
  expect(items.map(({ text }: { text: string }) => text)).toEqual(['Are you there?']);
});

test('messages come the newest first, page by page, an answer with the messages it covers', async () => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business);
  const answer = await addMessage(api, business, id, {
    direction: 'out',
    state: 'delivered',
    text: 'Tomorrow at nine',
  });
  const covered = [];
  for (const text of ['When', 'can you come?']) {
    covered.push(await addMessage(api, business, id, { direction: 'in', state: 'answered', answeredBy: answer, text }));
  }
  const left = await addMessage(api, business, id, { direction: 'in', state: 'for_person', flag: 'voice-note' });
  const { items } = (await business.program.get(`/api/conversations/${id}/messages`)).body;
  expect(idsOf(items)).toEqual([left, ...covered.toReversed(), answer]);
  expect(items[0]).toMatchObject({ state: 'for_person', flag: 'voice-note', author: 'customer', covers: [] });
  expect(items[1]).toMatchObject({ answeredBy: answer, text: 'can you come?', hasFile: false, error: null });
  expect(items[3]).toMatchObject({ covers: covered, author: 'assistant', authorName: null, state: 'delivered' });
  expect(await allPages(business.program, `/api/conversations/${id}/messages?limit=1`)).toEqual(idsOf(items));
});

test('a message shows its member’s name, why it failed and that it has a file, and not how WhatsApp names the file', async () => {
  const business = await createBusiness(api);
  const agent = await createMember(api, business.businessId, 'agent', 'Noa Cohen');
  const id = await addConversation(api, business);
  const error = { code: '131026', message: 'Message undeliverable' };
  await addMessage(api, business, id, {
    direction: 'out',
    state: 'failed',
    author: 'person',
    authorUserId: agent.userId,
    error,
  });
  await addMessage(api, business, id, {
    direction: 'in',
    state: 'ready',
    mediaKey: 'a/key',
    content: { kind: 'media', media: 'image', file: { kind: 'available', mediaId: '123' }, caption: 'The tap' },
  });
  const { items } = (await caller(api.app, agent).get(`/api/conversations/${id}/messages`)).body;
  expect(items[1]).toMatchObject({ author: 'person', authorName: 'Noa Cohen', state: 'failed', error });
  expect(items[0]).toMatchObject({ hasFile: true, content: { kind: 'media', media: 'image', caption: 'The tap' } });
  expect(items[0].content).not.toHaveProperty('file');
});

test('one conversation shows its lead and what its sessions were about', async () => {
  const business = await createStaffedBusiness(api);
  const { program, businessId } = business;
  await customerWrites(api, business, 'Hi');
  const [listed] = (await program.get('/api/conversations')).body.items;
  const startedAt = new Date('2026-01-01T08:00:00Z');
  await api.withBusiness(businessId, (tx) =>
    tx.insert(sessions).values({
      businessId,
      conversationId: listed.id,
      startedAt,
      closedAt: startedAt,
      summary: 'Wants a new tap.',
    }),
  );
  const lead = (await program.get('/api/leads')).body.items;
  const { body } = await program.get(`/api/conversations/${listed.id}`);
  expect(body).toEqual({ ...listed, leadId: lead[0]?.id ?? null, sessions: expect.any(Array) });
  expect(body.sessions).toMatchObject([
    { closedAt: null, summary: null },
    { startedAt: startedAt.toISOString(), summary: 'Wants a new tap.' },
  ]);
});

test('a conversation that is none is not found', async () => {
  const { program } = await createStaffedBusiness(api);
  expect((await program.get(`/api/conversations/${NOBODY}`)).status).toBe(404);
  expect((await program.get(`/api/conversations/${NOBODY}/messages`)).status).toBe(404);
  expect((await program.post(`/api/conversations/${NOBODY}/take-over`)).status).toBe(404);
  expect((await program.post(`/api/conversations/${NOBODY}/hand-back`)).status).toBe(404);
});
