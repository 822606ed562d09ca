// One row for each person, once; a push only for who can and wants to get one.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UserId } from '../../src/db/ids.ts';
import { notify } from '../../src/db/notifications/notify.ts';
import { savePreferences } from '../../src/db/notifications/preferences.ts';
import { memberships, outbox } from '../../src/db/schema/index.ts';
import { createBusiness } from '../support/factories.ts';
import { startWorld, type World } from '../support/world.ts';
import { aNotice, hireColleague, noticesOf, raise } from './staff.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** The notices a push was enqueued for, read before the commit hands them over. */
async function pushesFor(businessId: Parameters<typeof noticesOf>[1], notification = aNotice()) {
  return world.withBusiness(businessId, async (tx) => {
    await notify(tx, world.jobs, notification, 'a-test');
    return (await tx.select({ workflowId: outbox.workflowId }).from(outbox)).map(({ workflowId }) => workflowId);
  });
}

test('everyone gets a notice of their own, and the same key again changes nothing', async () => {
  const { businessId } = await createBusiness(world);
  const people = [await hireColleague(world, businessId), await hireColleague(world, businessId)];
  const notification = aNotice();
  await raise(world, businessId, notification);
  await raise(world, businessId, { ...notification, pointlessAfter: new Date(0) });
  const rows = await noticesOf(world, businessId);
  expect(rows.map(({ userId }) => userId).sort()).toEqual(people.map(({ userId }) => userId).sort());
  expect(rows.every(({ pointlessAfter }) => pointlessAfter.getTime() > Date.now())).toBe(true);
});

test('race: one key raised ten times at once is one notice', async () => {
  const { businessId } = await createBusiness(world);
  await hireColleague(world, businessId);
  const notification = aNotice();
  await Promise.all(Array.from({ length: 10 }, () => raise(world, businessId, notification)));
  expect(await noticesOf(world, businessId)).toHaveLength(1);
});

test('who is no member is passed over, and owners can be told alone', async () => {
  const { businessId } = await createBusiness(world);
  const owner = await hireColleague(world, businessId, 'owner');
  const agent = await hireColleague(world, businessId);
  await raise(world, businessId, aNotice({ to: [agent.userId, 'a-stranger' as UserId] }));
  await raise(world, businessId, aNotice({ to: 'owners' }));
  expect((await noticesOf(world, businessId)).map(({ userId }) => userId)).toEqual([agent.userId, owner.userId]);
});

test('the notices of who leaves the business go with them', async () => {
  const { businessId } = await createBusiness(world);
  const { userId } = await hireColleague(world, businessId);
  await raise(world, businessId, aNotice());
  await world.withBusiness(businessId, (tx) => tx.delete(memberships).where(eq(memberships.userId, userId)));
  expect(await noticesOf(world, businessId)).toEqual([]);
});

test('a push is enqueued for who has a device, and for nobody else', async () => {
  const { businessId } = await createBusiness(world);
  await hireColleague(world, businessId);
  const reachable = await hireColleague(world, businessId);
  await reachable.subscribe();
  const workflowIds = await pushesFor(businessId);
  const notice = (await noticesOf(world, businessId)).find(({ userId }) => userId === reachable.userId);
  expect(workflowIds).toEqual([`business/${businessId}/push:notification:${notice?.id}`]);
});

test('a muted kind and a quiet hour are listed and not pushed', async () => {
  const { businessId } = await createBusiness(world);
  const { userId, subscribe } = await hireColleague(world, businessId);
  await subscribe();
  const choose = (preferences: Parameters<typeof savePreferences>[2]) =>
    world.withBusiness(businessId, (tx) => savePreferences(tx, userId, preferences));
  await choose({ muted: ['missed-call'], quietHours: null });
  expect(await pushesFor(businessId)).toEqual([]);
  // From this minute of the business's clock to the one before it: all day but one minute.
  const time = (ms: number) =>
    new Date(ms).toLocaleTimeString('en-GB', { timeZone: 'Asia/Jerusalem', hour: '2-digit', minute: '2-digit' });
  await choose({ muted: [], quietHours: { from: time(Date.now() - 60_000), to: time(Date.now() - 120_000) } });
  expect(await pushesFor(businessId)).toEqual([]);
  await choose({ muted: ['new-lead'], quietHours: null });
  expect(await pushesFor(businessId)).toHaveLength(1);
  expect(await noticesOf(world, businessId)).toHaveLength(3);
});
