// What system administrators do: businesses, and the numbers nobody has.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outbox, unroutedNumbers } from '../../src/db/schema/index.ts';
import { connectLazily } from '../../src/jobs/connection.ts';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey, createMember, createPerson } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

const as = (who: { headers: Record<string, string> }) => caller(api.app, who);
const systemAdmin = async () => as(await createPerson(api, { systemAdmin: true }));

test('a new business has the invited owner and its default settings', async () => {
  const admin = await systemAdmin();
  const made = await admin.post('/api/businesses', {
    name: 'Barak Plumbing',
    ownerEmail: 'barak@example.test',
    ownerName: 'Barak',
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    name: 'Barak Plumbing',
    state: 'active',
    invitation: { link: expect.any(String) },
  });
  const token = made.body.invitation.link.split('/').at(-1);
  await admin.post(`/api/invitations/${token}`, { password: 'baraks password' });
  const signIn = await admin.post('/api/sign-in', { email: 'barak@example.test', password: 'baraks password' });
  expect(signIn.body.businesses).toEqual([{ id: made.body.id, name: 'Barak Plumbing', role: 'owner' }]);
});

test('businesses are listed page by page, the newest first', async () => {
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await createBusiness(api)).businessId);
  const admin = await systemAdmin();
  const first = (await admin.get('/api/businesses?limit=2')).body;
  const second = (await admin.get(`/api/businesses?limit=2&cursor=${first.nextCursor}`)).body;
  const listed = [...first.items, ...second.items].map(({ id }) => id);
  expect(listed.slice(0, 3)).toEqual(ids.reverse());
});

test('in a closed business neither its people nor its keys get in; opened again they do', async () => {
  const { businessId } = await createBusiness(api);
  const owner = await createMember(api, businessId, 'owner');
  const key = await createKey(api, businessId, ['read'], owner.userId);
  const admin = await systemAdmin();
  const statuses = async () => [
    (await as(owner).get('/api/settings')).status,
    (await as(key).get('/api/settings')).status,
  ];
  expect(await statuses()).toEqual([200, 200]);
  const closed = await admin.patch(`/api/businesses/${businessId}`, { state: 'inactive' });
  expect(closed.body).toMatchObject({ id: businessId, state: 'inactive' });
  expect(await statuses()).toEqual([403, 401]);
  await admin.patch(`/api/businesses/${businessId}`, { state: 'active', name: 'Open again' });
  expect(await statuses()).toEqual([200, 200]);
});

describe('the job that settles what was left in the middle', () => {
  /** The starts that wait after the changes, one after another, with Temporal away. */
  async function startsAfter(...changes: { name?: string; state?: string }[]): Promise<string[]> {
    const { businessId } = await createBusiness(api);
    const away = connectLazily({ address: '127.0.0.1:1', namespace: 'none' });
    const admin = caller(await api.another(away), await createPerson(api, { systemAdmin: true }));
    for (const change of changes) expect((await admin.patch(`/api/businesses/${businessId}`, change)).status).toBe(200);
    const rows = await api.withBusiness(businessId, (tx) => tx.select().from(outbox));
    await away.connection.close();
    return rows.map(({ job }) => job);
  }

  test('is started with the commit that opens the business again', async () => {
    expect(await startsAfter({ state: 'inactive' }, { state: 'active' })).toEqual(['resumeConversations']);
  });

  test('is not started when an open business is said to be open, nor by a closing', async () => {
    expect(await startsAfter({ name: 'A new name', state: 'active' })).toEqual([]);
    expect(await startsAfter({ state: 'inactive' })).toEqual([]);
  });
});

test('a business that does not exist is not found, nor entered', async () => {
  const admin = await createPerson(api, { systemAdmin: true });
  expect((await as(admin).patch('/api/businesses/999999', { name: 'Ghost' })).status).toBe(404);
  const inside = as({ headers: { ...admin.headers, 'x-business-id': '999999' } });
  expect((await inside.get('/api/leads')).status).toBe(404);
});

test('an owner is no system administrator', async () => {
  const { businessId } = await createBusiness(api);
  const owner = as(await createMember(api, businessId, 'owner'));
  const business = { name: 'X', ownerEmail: 'x@example.test', ownerName: 'X' };
  expect((await owner.get('/api/businesses')).status).toBe(403);
  expect((await owner.post('/api/businesses', business)).status).toBe(403);
  expect((await owner.patch(`/api/businesses/${businessId}`, { name: 'Mine' })).status).toBe(403);
  expect((await owner.get('/api/system/unrouted-numbers')).status).toBe(403);
});

test('numbers that no business has are shown, the last seen first', async () => {
  await api.system.insert(unroutedNumbers).values([
    { provider: 'cloud', numberId: '111', count: 3, lastSeenAt: new Date('2026-01-01T00:00:00Z') },
    { provider: 'cloud', numberId: '222', lastSeenAt: new Date('2026-01-02T00:00:00Z') },
  ]);
  const { body } = await (await systemAdmin()).get('/api/system/unrouted-numbers');
  expect(body.items).toEqual([
    { provider: 'cloud', numberId: '222', count: 1, lastSeenAt: '2026-01-02T00:00:00.000Z' },
    { provider: 'cloud', numberId: '111', count: 3, lastSeenAt: '2026-01-01T00:00:00.000Z' },
  ]);
});
