// The browsers people want to be notified on: one row per endpoint, of who signed in last, gone when they sign out.
import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pushSubscriptions } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, PUSH_KEY, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey, createMember, createPerson, PASSWORD, signedIn } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

/** What a browser says when it subscribes. */
function subscription(endpoint = `https://push.example.com/${randomUUID()}`) {
  const p256dh = createECDH('prime256v1').generateKeys('base64url');
  return { endpoint, keys: { p256dh, auth: randomBytes(16).toString('base64url') }, language: 'he' as const };
}

const devices = () => api.system.select().from(pushSubscriptions).orderBy(asc(pushSubscriptions.createdAt));
const ownersOf = async ({ endpoint }: { endpoint: string }) =>
  (await devices()).filter((row) => row.endpoint === endpoint).map(({ userId }) => userId);

test('the public key is shown to who is signed in', async () => {
  const dana = caller(api.app, await createPerson(api));
  expect((await dana.get('/api/push/public-key')).body).toEqual({ publicKey: PUSH_KEY });
  expect((await caller(api.app, { headers: {} }).get('/api/push/public-key')).status).toBe(401);
});

test('subscribing again changes the row there is, and unsubscribing removes it', async () => {
  const person = await createPerson(api);
  const dana = caller(api.app, person);
  const browser = subscription();
  expect((await dana.post('/api/push/subscribe', browser)).status).toBe(204);
  expect((await dana.post('/api/push/subscribe', { ...browser, language: 'en' })).status).toBe(204);
  const mine = (await devices()).filter(({ endpoint }) => endpoint === browser.endpoint);
  expect(mine).toMatchObject([{ userId: person.userId, language: 'en', state: 'active' }]);
  expect((await dana.post('/api/push/unsubscribe', { endpoint: browser.endpoint })).status).toBe(204);
  expect(await ownersOf(browser)).toEqual([]);
});

test('a sign-in is told whether its own browser was subscribed, whatever its push service says of it since', async () => {
  const person = await createPerson(api);
  const [here, elsewhere] = [person, { headers: await signedIn(api.auth, person.email) }].map((one) =>
    caller(api.app, one),
  );
  const subscribed = async () => [here, elsewhere].map(async (one) => (await one?.get('/api/push/subscription'))?.body);
  const answers = async () => Promise.all(await subscribed());
  expect(await answers()).toEqual([{ subscribed: false }, { subscribed: false }]);
  const browser = subscription();
  await here?.post('/api/push/subscribe', browser);
  await api.system
    .update(pushSubscriptions)
    .set({ state: 'gone' })
    .where(eq(pushSubscriptions.endpoint, browser.endpoint));
  expect(await answers()).toEqual([{ subscribed: true }, { subscribed: false }]);
  await here?.post('/api/push/unsubscribe', { endpoint: browser.endpoint });
  expect(await answers()).toEqual([{ subscribed: false }, { subscribed: false }]);
});

test('a browser belongs to who signed in last, and the one before cannot remove it', async () => {
  const [first, second] = [await createPerson(api), await createPerson(api)];
  const browser = subscription();
  await caller(api.app, first).post('/api/push/subscribe', browser);
  await caller(api.app, second).post('/api/push/subscribe', browser);
  await caller(api.app, first).post('/api/push/unsubscribe', { endpoint: browser.endpoint });
  expect(await ownersOf(browser)).toEqual([second.userId]);
});

test('signing out on one browser forgets that browser, and leaves the person’s others', async () => {
  const person = await createPerson(api);
  const [here, there] = [subscription(), subscription()];
  const elsewhere = { headers: await signedIn(api.auth, person.email) };
  await caller(api.app, person).post('/api/push/subscribe', here);
  await caller(api.app, elsewhere).post('/api/push/subscribe', there);
  expect((await caller(api.app, person).post('/api/sign-out')).status).toBe(204);
  expect(await ownersOf(here)).toEqual([]);
  expect(await ownersOf(there)).toEqual([person.userId]);
});

test('a new password ends every sign-in, and the notices on their browsers', async () => {
  const person = await createPerson(api);
  const elsewhere = { headers: await signedIn(api.auth, person.email) };
  const browser = subscription();
  await caller(api.app, elsewhere).post('/api/push/subscribe', browser);
  const passwords = { currentPassword: PASSWORD, newPassword: 'another long password' };
  expect((await caller(api.app, person).post('/api/me/password', passwords)).status).toBe(204);
  expect(await ownersOf(browser)).toEqual([]);
});

test('a browser that subscribes anew leaves its old endpoint behind', async () => {
  const dana = caller(api.app, await createPerson(api));
  const [before, after] = [subscription(), subscription()];
  await dana.post('/api/push/subscribe', before);
  await dana.post('/api/push/subscribe', after);
  expect([(await ownersOf(before)).length, (await ownersOf(after)).length]).toEqual([0, 1]);
});

test.each([
  ['http://push.example.com/x', 'endpoint'],
  ['https://127.0.0.1/x', 'endpoint'],
  ['https://169.254.169.254/latest/meta-data', 'endpoint'],
  ['https://localhost/x', 'endpoint'],
])('%s is no address to push to', async (endpoint) => {
  const dana = caller(api.app, await createPerson(api));
  const { status, body } = await dana.post('/api/push/subscribe', subscription(endpoint));
  expect([status, body.errors]).toEqual([
    400,
    [{ field: 'body.endpoint', reason: 'must be the https address of a public push service' }],
  ]);
});

test('keys that are none are refused', async () => {
  const dana = caller(api.app, await createPerson(api));
  const browser = subscription();
  const wrong = { ...browser, keys: { ...browser.keys, auth: 'short' } };
  expect((await dana.post('/api/push/subscribe', wrong)).status).toBe(400);
});

test('a test needs a browser to go to, and then is a notice of the person’s own', async () => {
  const { businessId } = await createBusiness(api);
  const person = await createMember(api, businessId, 'agent');
  const [noa, colleague] = [caller(api.app, person), caller(api.app, await createMember(api, businessId, 'owner'))];
  expect(await noa.post('/api/push/test')).toMatchObject({
    status: 409,
    body: { detail: 'Nothing can be pushed to you yet: switch notifications on in a browser first.' },
  });
  await noa.post('/api/push/subscribe', subscription());
  expect((await noa.post('/api/push/test')).status).toBe(202);
  expect((await noa.get('/api/notifications')).body).toMatchObject({ items: [{ kind: 'test' }], unread: 1 });
  expect((await colleague.get('/api/notifications')).body).toMatchObject({ items: [], unread: 0 });
});

test('a program has no devices and no notices', async () => {
  const { businessId } = await createBusiness(api);
  const program = caller(api.app, await createKey(api, businessId, ['read', 'write']));
  const answers = [
    await program.get('/api/push/public-key'),
    await program.post('/api/push/subscribe', subscription()),
    await program.post('/api/push/test'),
    await program.get('/api/notifications'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});
