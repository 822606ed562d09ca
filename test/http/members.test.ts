// Who may invite, promote and remove whom, and how an invited person comes in.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { raceFor } from './held-rows.ts';
import { createKey, createMember, createPerson, join, PASSWORD } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

const as = (who: { headers: Record<string, string> }) => caller(api.app, who);
const anyone = () => as({ headers: {} });
const tokenOf = (link: string) => link.split('/').at(-1) ?? '';
/** Each from an address of its own: the limit is five a minute. */
const open = (token: string, password: string, remoteAddress: string) =>
  api.app.inject({ method: 'POST', url: `/api/invitations/${token}`, payload: { password }, remoteAddress });

test('an invited person sets a password with the link, once, and works for the business', async () => {
  const { businessId } = await createBusiness(api);
  const owner = await createMember(api, businessId, 'owner');
  const invited = await as(owner).post('/api/members', {
    email: 'Noa@Example.test',
    displayName: 'Noa Cohen',
    role: 'agent',
  });
  expect(invited.status).toBe(201);
  expect(invited.body).toMatchObject({ email: 'noa@example.test', displayName: 'Noa Cohen', role: 'agent' });
  const inDays = (Date.parse(invited.body.invitation.expiresAt) - Date.now()) / 86_400_000;
  expect(inDays).toBeCloseTo(7, 1);

  const token = tokenOf(invited.body.invitation.link);
  expect((await open(token, 'short', '10.1.0.1')).statusCode).toBe(400);
  expect((await open(token, 'noas long password', '10.1.0.1')).statusCode).toBe(204);
  expect((await open(token, 'somebody elses one', '10.1.0.1')).statusCode).toBe(404);

  const signedIn = await anyone().post('/api/sign-in', { email: 'noa@example.test', password: 'noas long password' });
  expect(signedIn.body.businesses).toEqual([{ id: businessId, name: expect.any(String), role: 'agent' }]);
  const members = (await as(owner).get('/api/members')).body.items;
  expect(members.map(({ displayName }: { displayName: string }) => displayName)).toEqual(['The owner', 'Noa Cohen']);
});

test('an account that exists is added by a system administrator only, and gets no link', async () => {
  const { businessId } = await createBusiness(api);
  const owner = await createMember(api, businessId, 'owner');
  const administrator = await createPerson(api, { systemAdmin: true });
  const known = await createPerson(api);
  const invitation = { email: known.email, displayName: 'Avi', role: 'admin' };
  const refused = await as(owner).post('/api/members', invitation);
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('system administrator')]);
  expect((await as(known).get('/api/members')).status).toBe(403);
  const added = await as(administrator).post('/api/members', invitation, { 'x-business-id': String(businessId) });
  expect([added.status, added.body.invitation]).toEqual([201, null]);
  expect((await as(known).get('/api/members')).status).toBe(200);
  expect((await as(owner).post('/api/members', invitation)).body.detail).toContain(
    'is a member of this business already',
  );
});

test('somebody whom another business invited first cannot be taken over by inviting them again', async () => {
  const [first, second] = [await createBusiness(api), await createBusiness(api)];
  const [owner, other] = [
    await createMember(api, first.businessId, 'owner'),
    await createMember(api, second.businessId, 'owner'),
  ];
  const invitation = { email: 'twice@example.test', displayName: 'Twice', role: 'agent' };
  const { link } = (await as(owner).post('/api/members', invitation)).body.invitation;
  expect((await as(other).post('/api/members', invitation)).status).toBe(409);
  expect((await open(tokenOf(link), PASSWORD, '10.1.0.2')).statusCode).toBe(204);
});

test('a lost link is made anew by removing and inviting, and the old one ends', async () => {
  const { businessId } = await createBusiness(api);
  const owner = as(await createMember(api, businessId, 'owner'));
  const invitation = { email: 'lost@example.test', displayName: 'Lost', role: 'agent' };
  const lost = (await owner.post('/api/members', invitation)).body;
  await owner.delete(`/api/members/${lost.userId}`);
  const anew = (await owner.post('/api/members', invitation)).body;
  expect((await open(tokenOf(lost.invitation.link), PASSWORD, '10.1.0.4')).statusCode).toBe(404);
  expect((await open(tokenOf(anew.invitation.link), PASSWORD, '10.1.0.4')).statusCode).toBe(204);
});

test('race: of two businesses that invite one new person at once, at most one has them and a link', async () => {
  const businesses = await Promise.all([createBusiness(api), createBusiness(api)]);
  const owners = await Promise.all(businesses.map(({ businessId }) => createMember(api, businessId, 'owner')));
  const invitation = { email: 'race@example.test', displayName: 'Race', role: 'agent' };
  const answers = await Promise.all(owners.map((owner) => as(owner).post('/api/members', invitation)));
  const taken = answers.filter(({ status }) => status === 201);
  expect(taken.length).toBeLessThanOrEqual(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(2 - taken.length);
  const members = await Promise.all(
    owners.map(async (owner) => (await as(owner).get('/api/members')).body.items.length),
  );
  expect(members.reduce((sum, count) => sum + count, 0)).toBe(2 + taken.length);
});

test('an agent sees the members and manages none; an API key neither', async () => {
  const { businessId } = await createBusiness(api);
  const owner = await createMember(api, businessId, 'owner');
  const agent = await createMember(api, businessId, 'agent');
  const key = await createKey(api, businessId, ['read', 'write'], owner.userId);
  const invitation = { email: 'x@example.test', displayName: 'X', role: 'agent' };
  expect((await as(agent).get('/api/members')).body.items).toHaveLength(2);
  for (const who of [agent, key]) {
    expect((await as(who).post('/api/members', invitation)).status).toBe(403);
    expect((await as(who).patch(`/api/members/${owner.userId}`, { role: 'agent' })).status).toBe(403);
    expect((await as(who).delete(`/api/members/${owner.userId}`)).status).toBe(403);
  }
});

test('an admin neither makes nor changes nor removes an owner', async () => {
  const { businessId } = await createBusiness(api);
  const owner = await createMember(api, businessId, 'owner');
  await createMember(api, businessId, 'owner');
  const agent = await createMember(api, businessId, 'agent');
  const admin = as(await createMember(api, businessId, 'admin'));
  const invitation = { email: 'y@example.test', displayName: 'Y', role: 'owner' };
  expect((await admin.post('/api/members', invitation)).status).toBe(403);
  expect((await admin.patch(`/api/members/${agent.userId}`, { role: 'owner' })).status).toBe(403);
  expect((await admin.patch(`/api/members/${owner.userId}`, { role: 'agent' })).status).toBe(403);
  expect((await admin.delete(`/api/members/${owner.userId}`)).status).toBe(403);
  expect((await admin.patch(`/api/members/${agent.userId}`, { role: 'admin' })).body.role).toBe('admin');
  expect((await admin.delete(`/api/members/${agent.userId}`)).status).toBe(204);
  expect((await as(agent).get('/api/members')).status).toBe(403);
});

test('the last owner stays an owner, and nobody removes themself', async () => {
  const { businessId } = await createBusiness(api);
  const owner = await createMember(api, businessId, 'owner');
  const admin = await createMember(api, businessId, 'admin');
  const systemAdmin = await createPerson(api, { systemAdmin: true });
  const outside = as({ headers: { ...systemAdmin.headers, 'x-business-id': String(businessId) } });
  expect((await as(owner).patch(`/api/members/${owner.userId}`, { role: 'admin' })).status).toBe(409);
  expect((await outside.delete(`/api/members/${owner.userId}`)).status).toBe(409);
  expect((await as(admin).delete(`/api/members/${admin.userId}`)).status).toBe(409);
  expect((await as(owner).patch(`/api/members/${admin.userId}`, { role: 'owner' })).status).toBe(200);
  expect((await as(owner).patch(`/api/members/${owner.userId}`, { role: 'admin' })).status).toBe(200);
});

test('race: two owners who remove each other leave one', async () => {
  const { businessId } = await createBusiness(api);
  const [one, two] = [await createMember(api, businessId, 'owner'), await createMember(api, businessId, 'owner')];
  const agent = await createMember(api, businessId, 'agent');
  const owners = {
    text: 'select * from memberships where business_id = $1 and role = $2 for update',
    values: [businessId, 'owner'],
  };
  const answers = await raceFor(api.databases.ownerUrl, owners, () => [
    as(one).delete(`/api/members/${two.userId}`),
    as(two).delete(`/api/members/${one.userId}`),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  const { items } = (await as(agent).get('/api/members')).body;
  expect(items.filter(({ role }: { role: string }) => role === 'owner')).toHaveLength(1);
});

test('someone who works for two businesses is removed from one', async () => {
  const [first, second] = [await createBusiness(api), await createBusiness(api)];
  const owner = await createMember(api, first.businessId, 'owner');
  const both = await createMember(api, first.businessId, 'agent');
  await join(api, second.businessId, both, 'agent');
  expect((await as(owner).delete(`/api/members/${both.userId}`)).status).toBe(204);
  const left = (await as(both).get('/api/me')).body.businesses;
  expect(left.map(({ id }: { id: number }) => id)).toEqual([second.businessId]);
});
