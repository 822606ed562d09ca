// The push service is as strict as a real one: what it takes was signed by the right key and sealed for the right browser.
import { createECDH, createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webPush, { type RequestOptions } from 'web-push';
import { decrypt } from '../../src/sandbox/push/decrypt.ts';
import { type PushSandbox, startPushSandbox } from '../../src/sandbox/push-service.ts';

const ours = { subject: 'mailto:test@example.test', ...webPush.generateVAPIDKeys() };

let service: PushSandbox;
beforeAll(async () => {
  service = await startPushSandbox();
});
afterAll(() => service.close());

type Browser = ReturnType<PushSandbox['subscribe']>;

/** Sealed and signed by the library, then changed as the test wants. */
async function post(browser: Browser, { options = {}, headers = {}, tamper = false }: Changes = {}) {
  const details = webPush.generateRequestDetails(browser, 'Hello', {
    TTL: 60,
    vapidDetails: ours,
    contentEncoding: 'aes128gcm',
    ...options,
  });
  const body = Buffer.from(details.body);
  if (tamper) body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
  const all = Object.entries({ ...details.headers, ...headers }).filter(([name]) => name !== 'Content-Length');
  const response = await fetch(browser.endpoint, { method: 'POST', headers: Object.fromEntries(all), body });
  return response.status;
}

interface Changes {
  options?: RequestOptions;
  headers?: Record<string, string>;
  tamper?: boolean;
}

test('the example of RFC 8291 (appendix A) is opened', () => {
  const body =
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
  const keys = {
    privateKey: Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'),
    auth: Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url'),
  };
  expect(decrypt(Buffer.from(body, 'base64url'), keys)).toBe('When I grow up, I want to be a watermelon');
});

test('a message that is signed and sealed is taken, and shown as it was written', async () => {
  const browser = service.subscribe(ours.publicKey);
  expect(await post(browser, { options: { topic: 'a-topic', urgency: 'high' } })).toBe(201);
  expect(service.taken(browser.id)).toMatchObject([
    { text: 'Hello', ttlSeconds: 60, topic: 'a-topic', urgency: 'high' },
  ]);
});

test('of two messages with one topic a browser that was off finds the newer', async () => {
  const browser = service.subscribe();
  for (const topic of ['same', 'same', 'other']) await post(browser, { options: { topic } });
  expect(service.counts(browser.id)).toEqual({ Hello: 3 });
  expect(service.waiting(browser.id).map(({ topic }) => topic)).toEqual(['same', 'other']);
});

test('who does not introduce themselves is refused', async () => {
  expect(await post(service.subscribe(), { headers: { Authorization: '' } })).toBe(401);
});

test('another key than the one the browser subscribed for is refused', async () => {
  const browser = service.subscribe(webPush.generateVAPIDKeys().publicKey);
  expect(await post(browser)).toBe(403);
});

test('a token that another key signed is refused', async () => {
  const browser = service.subscribe(ours.publicKey);
  const theirs = { ...ours, privateKey: webPush.generateVAPIDKeys().privateKey };
  expect(await post(browser, { options: { vapidDetails: theirs } })).toBe(403);
});

test('a token for another push service is refused', async () => {
  const browser = service.subscribe(ours.publicKey);
  const elsewhere = webPush.generateRequestDetails({ ...browser, endpoint: 'https://push.example.com/x' }, 'Hello', {
    vapidDetails: ours,
    contentEncoding: 'aes128gcm',
  });
  expect(await post(browser, { headers: { Authorization: String(elsewhere.headers.Authorization) } })).toBe(403);
});

test.each([
  { what: 'is over', secondsLeft: -1, status: 403 },
  { what: 'holds for a day and a minute', secondsLeft: 24 * 60 * 60 + 60, status: 403 },
  { what: 'holds for an hour', secondsLeft: 60 * 60, status: 201 },
])('a token that $what is answered with $status', async ({ secondsLeft, status }) => {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setAudience(service.url)
    .setSubject(ours.subject)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + secondsLeft)
    .sign(signingKey());
  const headers = { Authorization: `vapid t=${token}, k=${ours.publicKey}` };
  expect(await post(service.subscribe(ours.publicKey), { headers })).toBe(status);
});

test('a message for another browser, or one that was changed on the way, is refused', async () => {
  const [browser, other] = [service.subscribe(), service.subscribe()];
  expect(await post({ ...browser, keys: other.keys })).toBe(400);
  expect(await post(browser, { tamper: true })).toBe(400);
  const stranger = createECDH('prime256v1').generateKeys('base64url');
  expect(await post({ ...browser, keys: { ...browser.keys, p256dh: stranger } })).toBe(400);
});

test('errors come on demand, and end by themselves when they are told to', async () => {
  const browser = service.subscribe();
  service.setTrouble(browser.id, { kind: 'refuse', status: 429, times: 2, retryAfterS: 7 });
  const refused = await fetch(browser.endpoint, { method: 'POST' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  expect([await post(browser), await post(browser)]).toEqual([429, 201]);
  service.setTrouble(browser.id, { kind: 'lose-answer', how: 'reset' });
  await expect(post(browser)).rejects.toThrow();
  expect(service.counts(browser.id)).toEqual({ Hello: 2 });
});

test('a person drives it by hand', async () => {
  const ask = async (method: string, path: string, body?: unknown) => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${service.url}/sandbox${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const { body: browser } = await ask('POST', '/browsers', {});
  expect((await ask('PUT', `/browsers/${browser.id}/trouble`, { kind: 'refuse', status: 410 })).status).toBe(204);
  expect(await post(browser)).toBe(410);
  expect((await ask('PUT', `/browsers/${browser.id}/trouble`, null)).status).toBe(204);
  expect(await post(browser)).toBe(201);
  expect((await ask('GET', `/browsers/${browser.id}/counts`)).body).toEqual({ Hello: 1 });
  expect((await ask('GET', `/browsers/${browser.id}/waiting`)).body).toHaveLength(1);
  expect((await ask('PUT', `/browsers/${browser.id}/trouble`, { kind: 'nonsense' })).status).toBe(400);
  expect((await ask('DELETE', '/')).status).toBe(204);
  expect((await ask('GET', '/messages')).body).toEqual([]);
});

function signingKey() {
  const point = Buffer.from(ours.publicKey, 'base64url');
  const half = (from: number) => point.subarray(from, from + 32).toString('base64url');
  return createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', x: half(1), y: half(33), d: ours.privateKey },
    format: 'jwk',
  });
}
