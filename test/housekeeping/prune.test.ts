// The nightly clean-up of live events: what it takes, what it leaves, and what a reader notices.
import { randomUUID } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type DatabaseConnection } from '../../src/db/connections.ts';
import type { BusinessId, SignInId, UserId } from '../../src/db/ids.ts';
import {
  alerts,
  events,
  memberships,
  notifications,
  outbox,
  pushSubscriptions,
  session,
  user,
} from '../../src/db/schema/index.ts';
import { createEventFeed, type EventFeed } from '../../src/http/live/event-feed.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { PruneFigures } from '../../workflows/housekeeping/prune-housekeeping.ts';
import { createBusiness } from '../support/factories.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let owner: DatabaseConnection;
let feed: EventFeed;
beforeAll(async () => {
  world = await startWorld('worker');
  owner = connect(world.databases.ownerUrl, { name: 'test-owner', max: 1 });
  feed = createEventFeed(world.databases.appUrl, world.withBusiness, createLog('test', 'silent'));
});
afterAll(async () => {
  await feed.close();
  await owner.close();
  await world.close();
});

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW = Date.now();
const NOTHING: PruneFigures = { events: 0, notices: 0, signIns: 0, alerts: 0, unknownStarts: 0, finished: true };

/** A business whose live events are as many days old as said, in the order of their numbers. */
async function createReader(...ages: number[]): Promise<BusinessId> {
  const { businessId } = await createBusiness(world);
  for (const _ of ages)
    await world.withBusiness(businessId, async (tx) =>
      tx.publish({ type: 'lead.changed', data: { leadId: 'a lead' } }),
    );
  // As the database's superuser of the tests: nobody else can change an event.
  for (const [index, days] of ages.entries())
    await owner.database
      .update(events)
      .set({ createdAt: new Date(NOW - days * DAY_MS) })
      .where(sql`${events.businessId} = ${businessId} and ${events.number} = ${index + 1}`);
  return businessId;
}

const numbersOf = async (businessId: BusinessId) => {
  const rows = await owner.database
    .select({ number: events.number })
    .from(events)
    .where(eq(events.businessId, businessId))
    .orderBy(asc(events.number));
  return rows.map(({ number }) => number);
};

let nights = 0;
async function prune(): Promise<PruneFigures> {
  nights += 1;
  return world.client.workflow.execute('pruneHousekeeping', {
    workflowId: `system/housekeeping-prune-test-${nights}`,
    taskQueue: 'maintenance',
    args: [],
  });
}

test('events of three days and more are cleared away, the others stay, and the figures say how many', async () => {
  await prune();
  const [old, mixed, fresh] = [await createReader(9, 4), await createReader(5, 3.1, 2.9, 0), await createReader(1, 0)];
  expect(await prune()).toEqual({ ...NOTHING, events: 4 });
  expect(await Promise.all([old, mixed, fresh].map(numbersOf))).toEqual([[], [3, 4], [1, 2]]);
  expect(await prune()).toEqual(NOTHING);
});

test('an old event that came after a newer one stays with it: numbers have no gaps', async () => {
  // Its transaction began first and committed last.
  const businessId = await createReader(4, 2, 4, 0);
  await prune();
  expect(await numbersOf(businessId)).toEqual([2, 3, 4]);
});

test('more than a batch holds is cleared away in one night', async () => {
  const { businessId } = await createBusiness(world);
  await owner.database.execute(sql`
    insert into events (business_id, number, type, data, created_at)
    select ${businessId}, n, 'lead.changed', '{}', now() - interval '10 days' from generate_series(1, 1234) n`);
  const others = await Promise.all(Array.from({ length: 25 }, () => createReader(7)));
  expect(await prune()).toEqual({ ...NOTHING, events: 1234 + others.length });
});

test('a reader who was away for longer is told to fetch everything anew; one who was not reads on', async () => {
  const businessId = await createReader(9, 9, 9, 1, 0);
  await prune();
  expect(await feed.readAfter(businessId, 1)).toEqual({ kind: 'reset', number: 5 });
  const page = await feed.readAfter(businessId, 3);
  expect(page.kind === 'events' && page.events.map(({ number }) => number)).toEqual([4, 5]);
  expect(await feed.readAfter(businessId, 5)).toEqual({ kind: 'events', events: [] });
});

test('a reader whose every event was cleared away is told so, and one who has them all is not', async () => {
  const businessId = await createReader(9, 9);
  await prune();
  expect(await feed.readAfter(businessId, 1)).toEqual({ kind: 'reset', number: 2 });
  expect(await feed.readAfter(businessId, 2)).toEqual({ kind: 'events', events: [] });
});

test('whoever clears away sees how old an event is, not what it says', async () => {
  await expect(world.system.select({ data: events.data }).from(events)).rejects.toMatchObject({
    cause: { code: '42501' },
  });
  await expect(world.withBusiness(1 as BusinessId, (tx) => tx.delete(events))).rejects.toMatchObject({
    cause: { code: '42501' },
  });
});

test('notices older than three months go, read or not, and younger ones stay', async () => {
  const { businessId } = await createBusiness(world);
  const userId = 'dana' as UserId;
  await world.withBusiness(businessId, async (tx) => {
    await tx
      .insert(memberships)
      .values({ businessId, userId, role: 'owner', displayName: 'Dana', email: 'dana@example.test' });
    const content = { kind: 'test', about: { kind: 'nothing' }, values: {} } as const;
    for (const days of [91, 89])
      await tx.insert(notifications).values({
        businessId,
        userId,
        content,
        key: `${days}`,
        pointlessAfter: new Date(NOW),
        createdAt: new Date(NOW - days * DAY_MS),
      });
  });
  expect((await prune()).notices).toBe(1);
  const left = await world.withBusiness(businessId, (tx) => tx.select().from(notifications));
  expect(left.map(({ key }) => key)).toEqual(['89']);
});

test('a sign-in that is over goes, with the device that hung on it; one that holds stays', async () => {
  await owner.database.insert(user).values({ id: 'dana', name: 'Dana', email: 'dana@example.test' });
  for (const [id, days] of [
    ['over', -1],
    ['holds', 1],
  ] as const) {
    await owner.database
      .insert(session)
      .values({ id, token: id, userId: 'dana', expiresAt: new Date(Date.now() + days * DAY_MS) });
    await owner.database.insert(pushSubscriptions).values({
      userId: 'dana' as UserId,
      signInId: id as SignInId,
      endpoint: `https://push.example/${id}`,
      p256dh: 'key',
      auth: 'secret',
      language: 'en',
      state: 'active',
    });
  }
  expect((await prune()).signIns).toBe(1);
  const left = await owner.database.select().from(pushSubscriptions);
  expect(left.map(({ signInId }) => signInId)).toEqual(['holds']);
});

test('incidents that ended three months ago go, younger ones and those that last stay', async () => {
  const daysAgo = (days: number) => new Date(NOW - days * DAY_MS);
  const incident = (key: string, closedAt: Date | null) => ({
    key,
    summary: 'It was.',
    firstSeenAt: daysAgo(200),
    lastSeenAt: daysAgo(1),
    openedAt: daysAgo(200),
    closedAt,
  });
  await world.system
    .insert(alerts)
    .values([incident('old', daysAgo(91)), incident('young', daysAgo(89)), incident('lasts', null)]);
  expect((await prune()).alerts).toBe(1);
  const left = await world.system.select().from(alerts);
  expect(left.map(({ key }) => key).sort()).toEqual(['lasts', 'young']);
});

test('starts of a job that no release has go after a month; of a job that there is they stay', async () => {
  const { businessId } = await createBusiness(world);
  const start = (workflowId: string, job: string, days: number) => ({
    businessId,
    workflowId,
    job,
    token: randomUUID(),
    input: {},
    traceId: 'none',
    createdAt: new Date(NOW - days * DAY_MS),
  });
  await world.withBusiness(businessId, (tx) =>
    tx
      .insert(outbox)
      .values([
        start('old', 'ofAnotherRelease', 31),
        start('young', 'ofAnotherRelease', 29),
        start('known', 'sendPush', 31),
      ]),
  );
  expect((await prune()).unknownStarts).toBe(1);
  const left = await world.withBusiness(businessId, (tx) => tx.select().from(outbox));
  expect(left.map(({ workflowId }) => workflowId).sort()).toEqual(['known', 'young']);
});
