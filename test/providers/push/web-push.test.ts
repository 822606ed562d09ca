// The adapter against a push service that verifies and decrypts.
import { createECDH } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webPush from 'web-push';
import { PushError, type PushMessage } from '../../../src/providers/push/provider.ts';
import { createWebPush } from '../../../src/providers/push/web-push.ts';
import { type PushSandbox, startPushSandbox } from '../../../src/sandbox/push-service.ts';
import { deserted } from '../whatsapp/local-server.ts';

const ours = { subject: 'mailto:test@example.test', ...webPush.generateVAPIDKeys() };
const MESSAGE: PushMessage = { payload: '{"title":"שלום"}', ttlSeconds: 90, topic: 'a-topic', urgency: 'high' };

let service: PushSandbox;
beforeAll(async () => {
  service = await startPushSandbox();
});
afterAll(() => service.close());

const provider = (keys = ours) => createWebPush({ ...keys, allowedOrigin: service.url });
const deviceOf = ({ endpoint, keys }: ReturnType<PushSandbox['subscribe']>) => ({ endpoint, ...keys });

async function refusal(push: Promise<void>): Promise<PushError> {
  const error = await push.then(
    () => new Error('it was taken'),
    (error: unknown) => error,
  );
  if (error instanceof PushError) return error;
  throw error;
}

test('a message arrives sealed, with its time to live, topic and urgency', async () => {
  const browser = service.subscribe(ours.publicKey);
  await provider().push(deviceOf(browser), MESSAGE, 1);
  expect(service.taken(browser.id)).toMatchObject([
    { text: MESSAGE.payload, ttlSeconds: 90, topic: 'a-topic', urgency: 'high' },
  ]);
});

test.each([
  [404, { kind: 'gone' }],
  [410, { kind: 'gone' }],
  [401, { kind: 'refused' }],
  [403, { kind: 'refused' }],
  [413, { kind: 'give-up' }],
  [400, { kind: 'give-up' }],
  [429, { kind: 'retry', afterMs: 60_000 }],
  [406, { kind: 'retry', afterMs: 60_000 }],
  [500, { kind: 'retry', afterMs: 2_000 }],
  [503, { kind: 'retry', afterMs: 2_000 }],
])('a push service that says %i leads to %o', async (status, verdict) => {
  const browser = service.subscribe(ours.publicKey);
  service.setTrouble(browser.id, { kind: 'refuse', status });
  const error = await refusal(provider().push(deviceOf(browser), MESSAGE, 1));
  expect(error.verdict).toEqual(verdict);
  expect(error.message).not.toContain(browser.id);
});

test('it is asked again no sooner than it wants', async () => {
  const browser = service.subscribe(ours.publicKey);
  service.setTrouble(browser.id, { kind: 'refuse', status: 429, retryAfterS: 300 });
  const { verdict } = await refusal(provider().push(deviceOf(browser), MESSAGE, 1));
  expect(verdict).toEqual({ kind: 'retry', afterMs: 300_000 });
});

test('a key that is not ours is refused by the push service itself', async () => {
  const browser = service.subscribe(ours.publicKey);
  const { verdict } = await refusal(
    provider({ ...ours, ...webPush.generateVAPIDKeys() }).push(deviceOf(browser), MESSAGE, 1),
  );
  expect(verdict).toEqual({ kind: 'refused' });
});

test('a lost answer and a service that is not there are tried again', async () => {
  const browser = service.subscribe(ours.publicKey);
  service.setTrouble(browser.id, { kind: 'lose-answer', how: 'reset' });
  const lost = await refusal(provider().push(deviceOf(browser), MESSAGE, 1));
  expect(lost.verdict).toEqual({ kind: 'retry', afterMs: 2_000 });
  const nobody = await deserted();
  const away = createWebPush({ ...ours, allowedOrigin: new URL(nobody).origin });
  const error = await refusal(away.push({ ...deviceOf(browser), endpoint: `${nobody}/push/x` }, MESSAGE, 3));
  expect(error.verdict).toEqual({ kind: 'retry', afterMs: 8_000 });
});

test.each(['https://localhost:4', 'https://127.0.0.1:4', 'http://push.example.com', 'https://[::1]:4'])(
  'nothing is sent to %s, whatever a browser said',
  async (origin) => {
    const { p256dh, auth } = deviceOf(service.subscribe());
    const { verdict } = await refusal(provider().push({ endpoint: `${origin}/push/x`, p256dh, auth }, MESSAGE, 1));
    expect(verdict).toEqual({ kind: 'give-up' });
  },
);

test('a browser with keys that are none is given up, not tried again', async () => {
  const browser = service.subscribe();
  const nonsense = createECDH('prime256v1').generateKeys('base64url').slice(0, 40);
  const { verdict } = await refusal(provider().push({ ...deviceOf(browser), p256dh: nonsense }, MESSAGE, 1));
  expect(verdict).toEqual({ kind: 'give-up' });
});
