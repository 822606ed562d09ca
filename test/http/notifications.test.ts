// The bell: one's own notices in one business, what is read, what is pushed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusinessId } from '../../src/db/ids.ts';
import { notify } from '../../src/db/notifications/notify.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createMember, createPerson } from './people.ts';

let api: TestApi;
let jobs: Jobs;
beforeAll(async () => {
  api = await buildTestApi();
  jobs = createJobs({ client: api.client, system: api.system, log: createLog('test', 'silent') });
});
afterAll(() => api.close());

const CONVERSATION = '0198c0de-0000-7000-8000-000000000001';

/** A customer by this name needs a person. */
const tell = (businessId: BusinessId, name: string) =>
  api.withBusiness(businessId, (tx) =>
    notify(
      tx,
      jobs,
      {
        kind: 'needs-person',
        about: { kind: 'conversation', conversationId: CONVERSATION },
        values: { name, reason: 'emergency' },
        to: 'everyone',
        key: name,
        pointlessAfter: new Date(Date.now() + 60_000),
      },
      'a-test',
    ),
  );

async function staffed() {
  const { businessId } = await createBusiness(api);
  const [noa, avi] = [await createMember(api, businessId, 'agent'), await createMember(api, businessId, 'agent')];
  return { businessId, noa: caller(api.app, noa), avi: caller(api.app, avi) };
}

test('the newest comes first, in the language that is asked for, with the conversation to open', async () => {
  const { businessId, noa } = await staffed();
  for (const name of ['Dana', 'Yossi']) await tell(businessId, name);
  const { body } = await noa.get('/api/notifications?language=en');
  expect(body).toMatchObject({
    items: [
      { title: 'Yossi needs a person', body: 'Emergency!', conversationId: CONVERSATION, readAt: null },
      { title: 'Dana needs a person' },
    ],
    unread: 2,
    nextCursor: null,
  });
  const inHebrew = (await noa.get('/api/notifications?language=he')).body.items[0];
  expect(inHebrew).toMatchObject({ title: 'דרוש מענה אנושי: Yossi', body: 'חירום!' });
});

test('a long list comes in pages, each notice once', async () => {
  const { businessId, noa } = await staffed();
  for (let number = 1; number <= 5; number += 1) await tell(businessId, `Customer ${number}`);
  const titles: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await noa.get(`/api/notifications?limit=2${cursor && `&cursor=${cursor}`}`);
    titles.push(...body.items.map(({ title }: { title: string }) => title));
    cursor = body.nextCursor;
  }
  expect(titles).toEqual([5, 4, 3, 2, 1].map((number) => `Customer ${number} needs a person`));
});

test('what one person has read is unread to another', async () => {
  const { businessId, noa, avi } = await staffed();
  for (const name of ['Dana', 'Yossi']) await tell(businessId, name);
  const [{ id }] = (await noa.get('/api/notifications')).body.items;
  expect((await noa.patch(`/api/notifications/${id}`, { read: true })).body).toEqual({ unread: 1 });
  const { items } = (await noa.get('/api/notifications')).body;
  expect(items.map(({ readAt }: { readAt: string | null }) => readAt === null)).toEqual([false, true]);
  await noa.patch(`/api/notifications/${id}`, { read: true });
  expect((await noa.get('/api/notifications')).body.items[0].readAt).toBe(items[0].readAt);
  expect((await avi.get('/api/notifications')).body.unread).toBe(2);
  expect((await avi.patch(`/api/notifications/${id}`, { read: true })).status).toBe(404);
  expect((await noa.patch('/api/notifications', { read: true })).body).toEqual({ unread: 0 });
  expect((await noa.get('/api/notifications')).body.unread).toBe(0);
  expect((await avi.get('/api/notifications')).body.unread).toBe(2);
});

test('preferences are a person’s own, everything is pushed until they say otherwise', async () => {
  const { noa, avi } = await staffed();
  const all = { muted: [], quietHours: null };
  expect((await noa.get('/api/notifications/preferences')).body).toEqual(all);
  const wanted = { muted: ['call-ended'], quietHours: { from: '22:00', to: '07:00' } };
  expect(await noa.put('/api/notifications/preferences', wanted)).toMatchObject({ status: 200, body: wanted });
  expect((await noa.get('/api/notifications/preferences')).body).toEqual(wanted);
  expect((await avi.get('/api/notifications/preferences')).body).toEqual(all);
  expect((await noa.put('/api/notifications/preferences', all)).body).toEqual(all);
});

test.each([
  { muted: ['everything'], quietHours: null },
  { muted: [], quietHours: { from: '22:00', to: '22:00' } },
  { muted: [], quietHours: { from: '24:00', to: '07:00' } },
])('preferences like %o are refused', async (preferences) => {
  const { noa } = await staffed();
  expect((await noa.put('/api/notifications/preferences', preferences)).status).toBe(400);
});

test('a system administrator who visits a business has no notices and no preferences there', async () => {
  const { businessId } = await staffed();
  const { headers } = await createPerson(api, { systemAdmin: true });
  const visitor = caller(api.app, { headers: { ...headers, 'x-business-id': String(businessId) } });
  await tell(businessId, 'Dana');
  expect((await visitor.get('/api/notifications')).body).toMatchObject({ items: [], unread: 0 });
  expect((await visitor.put('/api/notifications/preferences', { muted: [], quietHours: null })).status).toBe(403);
});
