// Live updates over real connections: two instances on one database, readers that lose theirs, readers that stall.
import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusinessId } from '../../src/db/ids.ts';
import { eventCounters, events } from '../../src/db/schema/index.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { type EventReader, readEvents } from './event-reader.ts';
import { createKey, createMember, join } from './people.ts';
import { addConversation, createStaffedBusiness, customerWrites } from './talk.ts';

let api: TestApi;
let urls: [string, string];
beforeAll(async () => {
  api = await buildTestApi();
  urls = [await listen(api.app), await listen(await api.another())];
});
afterAll(() => api.close());

const listen = (app: FastifyInstance) => app.listen({ host: '127.0.0.1', port: 0 });

type Business = Awaited<ReturnType<typeof createStaffedBusiness>>;
const read = (business: Business, { instance = 0, query = '', ...headers }: ReadOptions = {}) =>
  readEvents(`${urls[instance]}/api/events${query}`, { ...business.headers, ...headers });
interface ReadOptions extends Record<string, unknown> {
  instance?: 0 | 1;
  query?: string;
}

/** Each take-over is one event. */
async function change(business: Business, times = 1): Promise<string> {
  const id = await addConversation(api, business);
  for (let count = 0; count < times; count += 1) await business.program.post(`/api/conversations/${id}/take-over`);
  return id;
}

async function nextOnes(reader: EventReader, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) ids.push((await reader.next()).id);
  return ids;
}

test('what happens at one instance is seen at the other', async () => {
  const business = await createStaffedBusiness(api);
  const reader = await read(business, { instance: 1 });
  await customerWrites(api, business, 'Hi');
  const [{ id: conversationId }] = (await business.program.get('/api/conversations')).body.items;
  expect(await reader.next()).toEqual({ id: 1, event: 'conversation.changed', data: { conversationId } });
  const { id: leadId } = (await business.program.post('/api/leads', { name: 'Noa', phone: '+972521234567' })).body;
  expect(await reader.next()).toEqual({ id: 2, event: 'lead.changed', data: { leadId } });
  reader.leave();
});

test('a reader that comes back with its last id, to another instance, misses nothing and sees nothing twice', async () => {
  const business = await createStaffedBusiness(api);
  const reader = await read(business);
  await change(business, 3);
  expect(await nextOnes(reader, 2)).toEqual([1, 2]);
  reader.leave();
  await change(business, 4);
  const back = await read(business, { instance: 1, 'last-event-id': String(reader.lastId()) });
  expect(await nextOnes(back, 5)).toEqual([3, 4, 5, 6, 7]);
  await change(business);
  expect(await nextOnes(back, 1)).toEqual([8]);
  back.leave();
});

test('a connection lost before its first event resumes where it began', async () => {
  const business = await createStaffedBusiness(api);
  await change(business, 2);
  const reader = await read(business);
  expect(reader.lastId()).toBe(2);
  reader.leave();
  await change(business, 1);
  const back = await read(business, { 'last-event-id': String(reader.lastId()) });
  expect(await nextOnes(back, 1)).toEqual([3]);
  back.leave();
});

test('a reader begins after the number it names; a browser’s last id is newer than what its address says', async () => {
  const business = await createStaffedBusiness(api);
  await change(business, 4);
  const named = await read(business, { query: '?after=1' });
  expect(await nextOnes(named, 3)).toEqual([2, 3, 4]);
  const resumed = await read(business, { query: '?after=1', 'last-event-id': '3' });
  expect(await nextOnes(resumed, 1)).toEqual([4]);
  named.leave();
  resumed.leave();
});

test('more events than fit one page arrive in order', async () => {
  const business = await createStaffedBusiness(api);
  await writeEvents(business.businessId, 1_201);
  const reader = await read(business, { query: '?after=0' });
  expect(await nextOnes(reader, 1_201)).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
  reader.leave();
});

test('a reader whose last event is long gone is told to fetch everything anew, and goes on from there', async () => {
  const business = await createStaffedBusiness(api);
  await change(business, 5);
  await forgetEvents(business.businessId, 3);
  const reader = await read(business, { 'last-event-id': '1' });
  expect(await reader.next()).toEqual({ id: 5, event: 'reset', data: {} });
  await change(business);
  expect(await nextOnes(reader, 1)).toEqual([6]);
  reader.leave();
});

test('a reader who knows a number that was never given is told the same', async () => {
  const business = await createStaffedBusiness(api);
  await change(business, 2);
  const reader = await read(business, { 'last-event-id': '99' });
  expect(await reader.next()).toEqual({ id: 2, event: 'reset', data: {} });
  reader.leave();
});

test('nobody sees the events of another business', async () => {
  const [mine, other] = [await createStaffedBusiness(api), await createStaffedBusiness(api)];
  const person = await createMember(api, mine.businessId, 'owner');
  await expect(readEvents(`${urls[0]}/api/events?business=${other.businessId}`, person.headers)).rejects.toThrow('403');
  const reader = await read(mine);
  await change(other, 3);
  const conversationId = await change(mine);
  expect(await reader.next()).toEqual({ id: 1, event: 'conversation.changed', data: { conversationId } });
  reader.leave();
});

test('a browser names one of several businesses in the address', async () => {
  const [first, second] = [await createStaffedBusiness(api), await createStaffedBusiness(api)];
  const person = await createMember(api, first.businessId, 'agent');
  await join(api, second.businessId, person, 'agent');
  const reader = await readEvents(`${urls[0]}/api/events?business=${second.businessId}`, person.headers);
  const conversationId = await change(second);
  expect((await reader.next()).data).toEqual({ conversationId });
  reader.leave();
});

test('without a session, with a key that may not read, or with a number that is none, there is no stream', async () => {
  const business = await createStaffedBusiness(api);
  const writer = await createKey(api, business.businessId, ['write']);
  await expect(readEvents(`${urls[0]}/api/events`, {})).rejects.toThrow('401');
  await expect(readEvents(`${urls[0]}/api/events`, writer.headers)).rejects.toThrow('403');
  await expect(read(business, { query: '?after=-1' })).rejects.toThrow('400');
  await expect(read(business, { 'last-event-id': 'x' })).rejects.toThrow('400');
});

test('a server that stops ends its streams, and is not held up by a reader that has stalled', async () => {
  const business = await createStaffedBusiness(api);
  const app = await api.another();
  const url = new URL(await listen(app));
  const reader = await readEvents(`${url.href}api/events`, business.headers);
  const stalled = connect(Number(url.port), url.hostname);
  await once(stalled, 'connect');
  // Far more than the sockets' buffers hold: the server cannot write on until this reader reads, and it never does.
  await writeEvents(business.businessId, 300, 'x'.repeat(100_000));
  stalled.pause();
  stalled.write(
    `GET /api/events?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: ${business.headers.authorization}\r\n\r\n`,
  );
  await nextOnes(reader, 300);
  await app.close();
  await reader.ended();
  stalled.destroy();
});

async function writeEvents(businessId: BusinessId, count: number, text = ''): Promise<void> {
  await api.withBusiness(businessId, async (tx) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    await tx.insert(eventCounters).values({ businessId, lastNumber: count - 1 });
    await tx
      .insert(events)
      .values(numbers.slice(0, -1).map((number) => ({ businessId, number, type: 'x', data: { text } })));
    // The last one the usual way, so that readers hear of it.
    tx.publish({ type: 'lead.changed', data: { leadId: 'none' } });
  });
}

/** As a later clean-up will: the app role cannot. */
async function forgetEvents(businessId: BusinessId, upTo: number): Promise<void> {
  const client = new pg.Client({ connectionString: api.databases.ownerUrl });
  await client.connect();
  await client.query('delete from events where business_id = $1 and number <= $2', [businessId, upTo]);
  await client.end();
}
