// Reminders as people set, move and finish them.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reminders } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey, createMember, createPerson } from './people.ts';
import { NOBODY } from './talk.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

/** In the zone of new businesses, Asia/Jerusalem. */
const SUMMER_NOON = { local: '2099-07-01T12:00', utc: '2099-07-01T09:00:00.000Z' };

async function person() {
  const { businessId } = await createBusiness(api);
  const member = await createMember(api, businessId, 'agent');
  return { businessId, userId: member.userId, ...caller(api.app, member) };
}

type Someone = Awaited<ReturnType<typeof person>>;

async function setOne(someone: Someone, dueAt: string = SUMMER_NOON.local): Promise<string> {
  const { status, body } = await someone.post('/api/reminders', { note: 'Call Dana back', dueAt });
  expect(status).toBe(201);
  return body.id;
}

const nextNoticeOf = async ({ businessId }: Someone, id: string) =>
  api.withBusiness(businessId, async (tx) => {
    const [row] = await tx
      .select()
      .from(reminders)
      .where(eq(reminders.id, id as never));
    return row?.nextNoticeAt?.toISOString() ?? null;
  });

test('a time on the clock is one of the business’s zone, and whoever sets a reminder is told', async () => {
  const someone = await person();
  const { body } = await someone.post('/api/reminders', { note: 'Call Dana back', dueAt: SUMMER_NOON.local });
  expect(body).toMatchObject({
    note: 'Call Dana back',
    ownerUserId: someone.userId,
    dueAt: SUMMER_NOON.utc,
    dueLocal: '2099-07-01T12:00+03:00',
    completedAt: null,
  });
  expect(await nextNoticeOf(someone, body.id)).toBe('2099-07-01T08:30:00.000Z');
  const instant = await someone.post('/api/reminders', {
    note: 'x',
    dueAt: '2099-07-01T12:00+02:00',
    ownerUserId: null,
  });
  expect(instant.body).toMatchObject({ dueAt: '2099-07-01T10:00:00.000Z', ownerUserId: null });
});

test('one made by who is no member (a key of somebody who left, a system administrator) is everyone’s', async () => {
  const { businessId } = await createBusiness(api);
  const key = await createKey(api, businessId, ['read', 'write']);
  const { headers } = await createPerson(api, { systemAdmin: true });
  for (const outsider of [key.headers, { ...headers, 'x-business-id': String(businessId) }]) {
    const program = caller(api.app, { headers: outsider });
    const made = await program.post('/api/reminders', { note: 'x', dueAt: SUMMER_NOON.local });
    expect(made).toMatchObject({ status: 201, body: { ownerUserId: null } });
  }
});

test.each(['2099-07-01T12:00:00', '2099-07-01T12:00:00.000'])(
  'seconds do not make an instant of a time on the clock: %s',
  async (dueAt) => {
    const someone = await person();
    const { body } = await someone.post('/api/reminders', { note: 'x', dueAt });
    expect(body.dueAt).toBe(SUMMER_NOON.utc);
  },
);

test.each([
  ['that is over', '2020-01-01T12:00', /is over already/],
  ['the clocks skip', '2027-03-26T02:30', /does not exist .*2027-03-26T01:30\+02:00 or 2027-03-26T03:30\+03:00/],
  ['the clocks skip, to the second,', '2027-03-26T02:30:15', /does not exist/],
  ['the clocks repeat', '2027-10-31T01:30', /happens twice .*2027-10-31T01:30\+03:00 or 2027-10-31T01:30\+02:00/],
])('a time %s is refused, saying what may be meant', async (_what, dueAt, reason) => {
  const someone = await person();
  const refused = await someone.post('/api/reminders', { note: 'x', dueAt });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'body.dueAt' }] } });
  expect(refused.body.detail).toMatch(reason);
  const [{ choices = [] }] = refused.body.errors;
  expect(refused.body.detail).toContain(choices.join(' or '));
  expect((await someone.get('/api/reminders')).body.items).toEqual([]);
});

test('what is no time, and what names nobody, is refused with the field', async () => {
  const someone = await person();
  expect(await someone.post('/api/reminders', { note: 'x', dueAt: 'tomorrow' })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'body.dueAt', reason: expect.stringContaining('must be a time') }] },
  });
  for (const [field, value] of [
    ['leadId', NOBODY],
    ['ownerUserId', 'a-stranger'],
  ]) {
    const refused = await someone.post('/api/reminders', { note: 'x', dueAt: SUMMER_NOON.local, [`${field}`]: value });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: `body.${field}` }] } });
  }
});

test('put off, a reminder gives its notices anew; done, it gives none; opened again, those still to come', async () => {
  const someone = await person();
  const id = await setOne(someone);
  const minutes = 120;
  const snoozed = await someone.post(`/api/reminders/${id}/snooze`, { minutes });
  const dueAt = Date.parse(snoozed.body.dueAt);
  expect(Math.abs(dueAt - Date.now() - minutes * 60_000)).toBeLessThan(60_000);
  const firstNotice = new Date(dueAt - 30 * 60_000).toISOString();
  expect(await nextNoticeOf(someone, id)).toBe(firstNotice);
  const done = await someone.post(`/api/reminders/${id}/complete`);
  expect(done.body.completedAt).toEqual(expect.any(String));
  expect(await nextNoticeOf(someone, id)).toBeNull();
  expect((await someone.post(`/api/reminders/${id}/complete`)).body.completedAt).toBe(done.body.completedAt);
  expect((await someone.post(`/api/reminders/${id}/reopen`)).body.completedAt).toBeNull();
  expect(await nextNoticeOf(someone, id)).toBe(firstNotice);
});

test('only a due time that is really moved gives notices anew', async () => {
  const someone = await person();
  const id = await setOne(someone);
  await someone.patch(`/api/reminders/${id}`, { note: 'Call Dana back today', dueAt: SUMMER_NOON.utc });
  expect(await nextNoticeOf(someone, id)).toBe('2099-07-01T08:30:00.000Z');
  const moved = await someone.patch(`/api/reminders/${id}`, { dueAt: '2099-07-02T12:00' });
  expect(moved.body).toMatchObject({ note: 'Call Dana back today', dueAt: '2099-07-02T09:00:00.000Z' });
  expect(await nextNoticeOf(someone, id)).toBe('2099-07-02T08:30:00.000Z');
});

test('a form that sends an overdue time back as it was changes the rest; a snooze by two ways is refused', async () => {
  const someone = await person();
  const id = await setOne(someone);
  const dueAt = new Date('2026-01-01T10:00:00Z');
  await api.withBusiness(someone.businessId, (tx) =>
    tx
      .update(reminders)
      .set({ dueAt, nextNoticeAt: null })
      .where(eq(reminders.id, id as never)),
  );
  const edited = await someone.patch(`/api/reminders/${id}`, { note: 'Call Dana at last', dueAt: dueAt.toISOString() });
  expect(edited).toMatchObject({ status: 200, body: { note: 'Call Dana at last', dueAt: dueAt.toISOString() } });
  const both = await someone.post(`/api/reminders/${id}/snooze`, { minutes: 5, dueAt: SUMMER_NOON.utc });
  expect(both).toMatchObject({ status: 400, body: { detail: expect.stringContaining('either `minutes`') } });
});

test('open ones are listed by when they are due, done ones apart, page by page', async () => {
  const someone = await person();
  const days = ['2099-07-03T12:00', '2099-07-01T12:00', '2099-07-02T12:00'];
  const ids = [];
  for (const day of days) ids.push(await setOne(someone, day));
  const [third, first, second] = ids;
  const page = await someone.get('/api/reminders?limit=2');
  expect(page.body.items.map(({ id }: { id: string }) => id)).toEqual([first, second]);
  const rest = await someone.get(`/api/reminders?limit=2&cursor=${page.body.nextCursor}`);
  expect(rest.body).toMatchObject({ items: [{ id: third }], nextCursor: null });
  await someone.post(`/api/reminders/${first}/complete`);
  expect((await someone.get('/api/reminders?state=done')).body.items).toMatchObject([{ id: first }]);
  expect((await someone.get('/api/reminders')).body.items).toHaveLength(2);
});

test('a removed reminder is gone, and one that never was is not found', async () => {
  const someone = await person();
  const id = await setOne(someone);
  expect((await someone.delete(`/api/reminders/${id}`)).status).toBe(204);
  for (const path of [`/api/reminders/${id}`, `/api/reminders/${NOBODY}`]) {
    expect((await someone.get(path)).status).toBe(404);
    expect((await someone.post(`${path}/complete`)).status).toBe(404);
  }
});
