// Signing in and out, passwords, and the link an invited person sets theirs with.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { cookieOf, createMember, createPerson, join, PASSWORD, signedIn } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

const addresses = Array.from({ length: 200 }, (_, host) => `10.0.0.${host + 1}`).values();
/** Each attempt from an address of its own, so that no test runs into the limit of another. */
const signIn = (email: string, password: string, remoteAddress = addresses.next().value) =>
  api.app.inject({
    method: 'POST',
    url: '/api/sign-in',
    payload: { email, password },
    remoteAddress: remoteAddress ?? '',
  });

const me = (headers: { cookie: string }) => api.app.inject({ url: '/api/me', headers });

test('a person who signs in gets a cookie that says who they are and where they work', async () => {
  const { businessId } = await createBusiness(api);
  const person = await createMember(api, businessId, 'admin', 'Dana Levi');
  const answer = await signIn(person.email, PASSWORD);
  expect(answer.statusCode).toBe(200);
  const [cookie] = [answer.headers['set-cookie']].flat();
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  const known = await me({ cookie: cookieOf([cookie ?? '']) });
  expect(known.json()).toEqual({
    user: { id: person.userId, name: 'Dana Levi', email: person.email, systemAdmin: false },
    businesses: [{ id: businessId, name: expect.any(String), role: 'admin' }],
  });
  expect(answer.json()).toEqual(known.json());
  expect(known.headers['cache-control']).toBe('no-store');
});

test('an e-mail may be written in capitals', async () => {
  const { email } = await createPerson(api);
  expect((await signIn(email.toUpperCase(), PASSWORD)).statusCode).toBe(200);
});

test('an unknown e-mail and a wrong password get the same answer', async () => {
  const { email } = await createPerson(api);
  const [unknown, wrong] = await Promise.all([
    signIn('nobody@example.test', PASSWORD),
    signIn(email, 'wrong password'),
  ]);
  const { traceId: _one, ...first } = unknown.json();
  const { traceId: _two, ...second } = wrong.json();
  expect(first).toMatchObject({ status: 401, detail: 'E-mail or password is wrong.' });
  expect(second).toEqual(first);
  expect(unknown.headers['content-type']).toContain('application/problem+json');
});

test('a sixth try from one address within a minute waits; another address does not', async () => {
  const { email } = await createPerson(api);
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries += 1) statuses.push((await signIn(email, 'guess', '10.9.9.9')).statusCode);
  expect(statuses).toEqual([401, 401, 401, 401, 401]);
  const sixth = await signIn(email, PASSWORD, '10.9.9.9');
  expect(sixth.statusCode).toBe(429);
  expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
  expect(sixth.json().detail).toContain('Try again in');
  expect((await signIn(email, PASSWORD, '10.9.9.8')).statusCode).toBe(200);
});

test('a session that was signed out is over', async () => {
  const { headers } = await createPerson(api);
  const out = await api.app.inject({ method: 'POST', url: '/api/sign-out', headers });
  expect(out.statusCode).toBe(204);
  expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
  expect((await me(headers)).statusCode).toBe(401);
});

test('a changed password ends every other session, and only it signs in from then on', async () => {
  const person = await createPerson(api);
  const elsewhere = await signedIn(api.auth, person.email);
  const changed = await api.app.inject({
    method: 'POST',
    url: '/api/me/password',
    headers: person.headers,
    payload: { currentPassword: PASSWORD, newPassword: 'another long one' },
  });
  expect(changed.statusCode).toBe(204);
  const fresh = { cookie: cookieOf([changed.headers['set-cookie'] ?? []].flat()) };
  expect((await me(fresh)).statusCode).toBe(200);
  expect((await me(elsewhere)).statusCode).toBe(401);
  expect((await signIn(person.email, PASSWORD)).statusCode).toBe(401);
  expect((await signIn(person.email, 'another long one')).statusCode).toBe(200);
});

test('a password is not changed without the current one', async () => {
  const person = await createPerson(api);
  const refused = await api.app.inject({
    method: 'POST',
    url: '/api/me/password',
    headers: person.headers,
    payload: { currentPassword: 'not it at all', newPassword: 'another long one' },
  });
  expect(refused.statusCode).toBe(400);
  expect(refused.json().errors).toEqual([{ field: 'body.currentPassword', reason: 'is wrong' }]);
  expect((await signIn(person.email, PASSWORD)).statusCode).toBe(200);
});

test('someone with two businesses says which; a closed one is not theirs to enter', async () => {
  const [first, second] = [await createBusiness(api), await createBusiness(api)];
  const person = await createMember(api, first.businessId, 'owner');
  await join(api, second.businessId, person, 'agent');
  const read = (wanted?: number) =>
    api.app.inject({
      url: '/api/settings',
      headers: { ...person.headers, ...(wanted === undefined ? {} : { 'x-business-id': String(wanted) }) },
    });
  expect((await read()).json().detail).toContain('X-Business-Id');
  expect((await read(second.businessId)).statusCode).toBe(200);
  const byQuery = await api.app.inject({
    url: `/api/settings?business=${second.businessId}`,
    headers: person.headers,
  });
  expect(byQuery.statusCode).toBe(200);
  await close(second.businessId);
  expect((await read(second.businessId)).statusCode).toBe(403);
  expect((await read()).statusCode).toBe(200);
  expect((await me(person.headers)).json().businesses).toHaveLength(1);
});

async function close(businessId: number): Promise<void> {
  const admin = await createPerson(api, { systemAdmin: true });
  const payload = { state: 'inactive' };
  await api.app.inject({ method: 'PATCH', url: `/api/businesses/${businessId}`, headers: admin.headers, payload });
}
