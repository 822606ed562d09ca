// What becomes of one hand-over, by stepped time: nothing sleeps, nothing is sent twice.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimForAttempt } from '../../src/db/conversations/outbound.ts';
import type { MessageId } from '../../src/db/ids.ts';
import { channels, messages } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { stepTime } from '../support/step-time.ts';
import { answersRead, conversationsOf, messagesOf, settled, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('api', 'worker');
});
afterAll(() => world.close());

const outbound = async (businessId: Parameters<typeof messagesOf>[1]) =>
  (await messagesOf(world, businessId)).find(({ direction, state }) => direction === 'out' && state !== 'draft');

test('a hand-over without an answer and without a status is left to a person after 60 s, and never repeated', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501230006' });
  const message = await until('the lost answer', async () => {
    const row = await outbound(business.businessId);
    return row?.state === 'unknown' && row;
  });
  await stepTime(world.client, `business/${business.businessId}/whatsapp:send:${message.id}`, 60_500);
  const rows = await settled(world, business.businessId);
  expect(rows.at(-1)).toMatchObject({ state: 'unconfirmed' });
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'unconfirmed' }]);
  expect(world.sandbox.counts()[message.id]).toBeUndefined();
});

test.each([
  ['too many messages to one customer (131056), twice', '972501230008'],
  ['a number’s throughput (130429)', '972501230003'],
])('%s is waited out and then delivered once', async (_what, phone) => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone });
  const [answer] = await answersRead(world, business.businessId, 1);
  expect(world.sandbox.counts()[answer?.id ?? '']).toBe(1);
});

test('refused credentials stop the channel, and say so on every conversation that needs it', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501230009' });
  const rows = await settled(world, business.businessId);
  expect(rows.at(-1)).toMatchObject({ state: 'failed', error: { code: '190' } });
  const [channel] = await world.withBusiness(business.businessId, (tx) => tx.select().from(channels));
  expect(channel?.state).toBe('reconnect');
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'reconnect' }]);
});

test('a failure that comes later as a status is shown and flagged', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501230007' });
  const failed = await until('the failure', async () => {
    const row = await outbound(business.businessId);
    return row?.state === 'failed' && row;
  });
  expect(failed.error?.code).toBe('131049');
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'send-failed' }]);
});

test('race: duplicated and disordered statuses never take a tick back', async () => {
  world.sandbox.change({ duplicateStatuses: 0.9, shuffleStatuses: true, statusLatencyMs: [0, 60] });
  const business = await createBusiness(world);
  const seen = new Map<string, string[]>();
  await Promise.all(
    ['972501231111', '972501231112', '972501231113'].map((phone) => writes(world, business, 'Hi', { phone })),
  );
  await until('three answers to be read', async () => {
    const out = (await messagesOf(world, business.businessId)).filter(({ direction }) => direction === 'out');
    for (const { id, state } of out) seen.set(id, [...(seen.get(id) ?? []), state]);
    return out.filter(({ state }) => state === 'read').length === 3;
  });
  await world.sandbox.settle();
  const rank = ['draft', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'read'];
  for (const states of seen.values()) {
    const ranks = states.map((state) => rank.indexOf(state));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  }
  expect((await messagesOf(world, business.businessId)).filter(({ state }) => state === 'read')).toHaveLength(3);
  world.sandbox.change({ duplicateStatuses: 0, shuffleStatuses: false, statusLatencyMs: [0, 5] });
});

test('race: two attempts at one message claim it once, and the second does not send', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501231114' });
  const [answer] = await answersRead(world, business.businessId, 1);
  const id = answer?.id as MessageId;
  const onward = { jobs: world.jobs, traceId: 'a-test' };
  const claim = () => world.withBusiness(business.businessId, (tx) => claimForAttempt(tx, onward, id, new Date()));
  await world.withBusiness(business.businessId, (tx) =>
    tx.update(messages).set({ state: 'queued' }).where(eq(messages.id, id)),
  );
  const kinds = (await Promise.all([claim(), claim()])).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['attempt', 'unknown']);
});
