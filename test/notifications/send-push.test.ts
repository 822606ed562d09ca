// One notice's way to every device of its person, each device on its own.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BusinessId, NotificationId, ReminderId } from '../../src/db/ids.ts';
import { claimPush } from '../../src/db/notifications/deliveries.ts';
import { removeDevice } from '../../src/db/notifications/devices.ts';
import {
  addReminder,
  changeReminder,
  completeReminder,
  removeReminder,
  snoozeReminder,
} from '../../src/db/reminders.ts';
import { businesses, notifications, pushDeliveries, pushSubscriptions } from '../../src/db/schema/index.ts';
import type { BusinessTx } from '../../src/db/tenancy.ts';
import { createBusiness } from '../support/factories.ts';
import { stepTime } from '../support/step-time.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';
import { aNotice, deliveriesOf, hireColleague, noticesOf, raise } from './staff.ts';

const HOUR_MS = 60 * 60_000;

let world: World;
beforeAll(async () => {
  world = await startWorld('worker');
});
afterAll(() => world.close());

const workflowOf = (businessId: BusinessId, id: NotificationId) => `business/${businessId}/push:notification:${id}`;

/** Waits for the push of the newest notice to end. @returns what it reports */
async function pushed(businessId: BusinessId) {
  const notice = (await noticesOf(world, businessId)).at(-1);
  if (!notice) throw new Error('nothing was raised');
  const workflowId = workflowOf(businessId, notice.id);
  await until('the push to be started', () => world.jobs.status(businessId, workflowId));
  return world.client.workflow.getHandle(workflowId).result();
}

test('every device of a person gets the notice, each in its own language', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const [english, hebrew] = [await subscribe('en'), await subscribe('he')];
  await raise(world, businessId, aNotice());
  expect(await pushed(businessId)).toEqual({ delivered: 2 });
  const [notice] = await noticesOf(world, businessId);
  const [inEnglish, inHebrew] = [english, hebrew].map(({ id }) => world.pushService.taken(id)[0]);
  expect(JSON.parse(inEnglish?.text ?? '')).toMatchObject({
    id: notice?.id,
    title: 'Missed call',
    body: 'Dana called, and nobody answered.',
    language: 'en',
    tag: inEnglish?.topic,
    businessId,
  });
  expect(JSON.parse(inHebrew?.text ?? '')).toMatchObject({ title: 'שיחה שלא נענתה', language: 'he' });
  expect(inEnglish?.urgency).toBe('high');
  expect(inEnglish?.ttlSeconds).toBeGreaterThan(59 * 60);
  expect(inEnglish?.ttlSeconds).toBeLessThanOrEqual(60 * 60);
});

test('a newer notice about the same thing takes the older one’s place, in another business it does not', async () => {
  const [{ businessId }, other] = [await createBusiness(world), await createBusiness(world)];
  const topics = [];
  const about = { kind: 'call', callId: 'the-same' } as const;
  for (const business of [businessId, businessId, other.businessId]) {
    const { subscribe, userId } = await hireColleague(world, business);
    const browser = await subscribe();
    await raise(world, business, aNotice({ about, to: [userId] } as Partial<ReturnType<typeof aNotice>>));
    await pushed(business);
    topics.push(world.pushService.taken(browser.id)[0]?.topic);
  }
  expect(topics[1]).toBe(topics[0]);
  expect(topics[2]).not.toBe(topics[0]);
});

test('a device that is gone is switched off at once, and the others still get the notice', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const [gone, expired, there] = [await subscribe(), await subscribe(), await subscribe()];
  world.pushService.setTrouble(gone.id, { kind: 'refuse', status: 410 });
  world.pushService.setTrouble(expired.id, { kind: 'refuse', status: 404 });
  await raise(world, businessId, aNotice());
  expect(await pushed(businessId)).toEqual({ gone: 2, delivered: 1 });
  await raise(world, businessId, aNotice());
  expect(await pushed(businessId)).toEqual({ delivered: 1 });
  expect(world.pushService.taken(there.id)).toHaveLength(2);
});

test('a device whose push service asks to wait holds up no other, and gets the notice once after the wait', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const [busy, free] = [await subscribe(), await subscribe()];
  world.pushService.setTrouble(busy.id, { kind: 'refuse', status: 429, times: 1, retryAfterS: 2 });
  await raise(world, businessId, aNotice());
  await until('the free device to have it', async () => world.pushService.taken(free.id).length > 0);
  expect(world.pushService.taken(busy.id)).toEqual([]);
  const [notice] = await noticesOf(world, businessId);
  await stepTime(world.client, workflowOf(businessId, notice?.id as NotificationId), 60_500);
  expect(await pushed(businessId)).toEqual({ delivered: 2 });
  expect([busy, free].map(({ id }) => world.pushService.taken(id).length)).toEqual([1, 1]);
  const rows = await deliveriesOf(world, businessId);
  expect(rows.find(({ endpoint }) => endpoint === busy.endpoint)).toMatchObject({ attempts: 2, reason: null });
});

test('a notice that had to wait does not take the place of a newer one about the same thing', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const browser = await subscribe();
  world.pushService.setTrouble(browser.id, { kind: 'refuse', status: 429, times: 1 });
  const about = { kind: 'call', callId: 'overtaken' } as const;
  await raise(world, businessId, aNotice({ about } as Partial<ReturnType<typeof aNotice>>));
  await until('the older one to wait', async () => (await deliveriesOf(world, businessId))[0]?.reason);
  const [older] = await noticesOf(world, businessId);
  await raise(world, businessId, aNotice({ about } as Partial<ReturnType<typeof aNotice>>));
  expect(await pushed(businessId)).toEqual({ delivered: 1 });
  const workflowId = workflowOf(businessId, older?.id as NotificationId);
  await stepTime(world.client, workflowId, 60_500);
  expect(await world.client.workflow.getHandle(workflowId).result()).toEqual({ late: 1 });
  expect(world.pushService.taken(browser.id)).toHaveLength(1);
});

describe('a reminder’s push that has to wait', () => {
  /** What becomes of it when something happens to the reminder meanwhile. */
  async function outcomeAfter(happens: (tx: BusinessTx, id: ReminderId, now: Date) => Promise<unknown>) {
    const { businessId } = await createBusiness(world);
    const { subscribe } = await hireColleague(world, businessId);
    const browser = await subscribe();
    world.pushService.setTrouble(browser.id, { kind: 'refuse', status: 429, times: 1 });
    const dueAt = new Date(Date.now() + HOUR_MS);
    const change = (act: typeof happens, id: ReminderId) =>
      world.withBusiness(businessId, (tx) => act(tx, id, new Date()));
    const reminderId = await world.withBusiness(businessId, async (tx) => {
      const values = { note: 'Call back', leadId: null, ownerUserId: null, dueAt };
      const made = await addReminder(tx, values, new Date());
      if (made.kind !== 'saved') throw new Error('not set');
      return made.reminder.id;
    });
    await raise(world, businessId, {
      kind: 'reminder',
      about: { kind: 'reminder', reminderId },
      values: { note: 'Call back', name: null, dueAt: dueAt.toISOString(), clock: '14:30' },
      to: 'everyone',
      key: 'the-reminder',
      pointlessAfter: dueAt,
    });
    await until('it to wait', async () => (await deliveriesOf(world, businessId))[0]?.reason);
    await change(happens, reminderId);
    const [notice] = await noticesOf(world, businessId);
    await stepTime(world.client, workflowOf(businessId, notice?.id as NotificationId), 60_500);
    const report = await pushed(businessId);
    const [{ state } = { state: 'none' }] = await deliveriesOf(world, businessId);
    return { report, state, taken: world.pushService.taken(browser.id).length };
  }
  const withdrawn = { report: { withdrawn: 1 }, state: 'withdrawn', taken: 0 };

  test('is withdrawn when the reminder is done', async () => {
    expect(await outcomeAfter(completeReminder)).toEqual(withdrawn);
  });

  test('is withdrawn when the reminder is put off', async () => {
    const putOff = (tx: BusinessTx, id: ReminderId, now: Date) =>
      snoozeReminder(tx, id, new Date(now.getTime() + 2 * HOUR_MS), now);
    expect(await outcomeAfter(putOff)).toEqual(withdrawn);
  });

  test('is withdrawn when the reminder is removed', async () => {
    expect(await outcomeAfter(removeReminder)).toEqual(withdrawn);
  });

  test('goes out when only its words have changed', async () => {
    const reword = (tx: BusinessTx, id: ReminderId, now: Date) => changeReminder(tx, id, { note: 'Call Dana' }, now);
    expect(await outcomeAfter(reword)).toEqual({ report: { delivered: 1 }, state: 'delivered', taken: 1 });
  });
});

describe('the push of a business that is closed', () => {
  const close = (businessId: BusinessId) =>
    world.system.update(businesses).set({ state: 'inactive' }).where(eq(businesses.id, businessId));

  test('is withdrawn, and its job does not fail', async () => {
    const { businessId } = await createBusiness(world);
    const { subscribe } = await hireColleague(world, businessId);
    const browser = await subscribe();
    await close(businessId);
    await raise(world, businessId, aNotice());
    expect(await pushed(businessId)).toEqual({ withdrawn: 0 });
    expect(world.pushService.taken(browser.id)).toEqual([]);
  });

  test('is withdrawn when the closing comes while its push service asks to wait', async () => {
    const { businessId } = await createBusiness(world);
    const { subscribe } = await hireColleague(world, businessId);
    const browser = await subscribe();
    world.pushService.setTrouble(browser.id, { kind: 'refuse', status: 429 });
    await raise(world, businessId, aNotice({ pointlessAfter: new Date(Date.now() + 24 * HOUR_MS) }));
    await until('it to wait', async () => (await deliveriesOf(world, businessId))[0]?.reason);
    await close(businessId);
    const [notice] = await noticesOf(world, businessId);
    const workflowId = workflowOf(businessId, notice?.id as NotificationId);
    const push = world.client.workflow.getHandle(workflowId);
    // A worker takes a business to be open for a few seconds more: it tries until it looks again.
    await until('the push to end', async () => {
      await stepTime(world.client, workflowId, 60_500).catch(() => undefined);
      return (await push.describe()).status.name !== 'RUNNING';
    });
    expect(await push.result()).toEqual({ withdrawn: 1 });
    expect(world.pushService.taken(browser.id)).toEqual([]);
  });
});

test('a device that its person removed while its push service asked to wait is gone, not still being tried', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe, userId } = await hireColleague(world, businessId);
  const browser = await subscribe();
  world.pushService.setTrouble(browser.id, { kind: 'refuse', status: 429, times: 1 });
  await raise(world, businessId, aNotice());
  await until('it to wait', async () => (await deliveriesOf(world, businessId))[0]?.reason);
  await removeDevice(world.system, userId, browser.endpoint);
  const [notice] = await noticesOf(world, businessId);
  await stepTime(world.client, workflowOf(businessId, notice?.id as NotificationId), 60_500);
  expect(await pushed(businessId)).toEqual({ gone: 1 });
  const rows = await world.withBusiness(businessId, (tx) => tx.select().from(pushDeliveries));
  expect(rows).toMatchObject([{ state: 'gone' }]);
});

test('a key that is not accepted deletes nothing, and the owner is told once', async () => {
  const { businessId } = await createBusiness(world);
  const owner = await hireColleague(world, businessId, 'owner');
  const { subscribe, userId } = await hireColleague(world, businessId);
  const browser = await subscribe();
  world.pushService.setTrouble(browser.id, { kind: 'refuse', status: 403, times: 2 });
  for (const _ of [1, 2]) {
    await raise(world, businessId, aNotice({ to: [userId] }));
    const mine = (await noticesOf(world, businessId)).filter((notice) => notice.userId === userId).at(-1);
    const workflowId = workflowOf(businessId, mine?.id as NotificationId);
    await until('the push to be started', () => world.jobs.status(businessId, workflowId));
    expect(await world.client.workflow.getHandle(workflowId).result()).toEqual({ refused: 1 });
  }
  const alerts = (await noticesOf(world, businessId)).filter((notice) => notice.userId === owner.userId);
  expect(alerts.map(({ content }) => content.kind)).toEqual(['system-alert']);
  await raise(world, businessId, aNotice({ to: [userId] }));
  await until('the device to be in use again', async () => world.pushService.taken(browser.id).length === 1);
});

test('a message that is refused for good is given up, with the reason', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  world.pushService.setTrouble((await subscribe()).id, { kind: 'refuse', status: 413 });
  await raise(world, businessId, aNotice());
  expect(await pushed(businessId)).toEqual({ 'given-up': 1 });
  const [row] = await deliveriesOf(world, businessId);
  expect(row).toMatchObject({ state: 'given-up', reason: expect.stringContaining('413') });
});

test('a notice that is pointless by now is not pushed', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const browser = await subscribe();
  await raise(world, businessId, aNotice({ pointlessAfter: new Date(Date.now() - 1_000) }));
  expect(await pushed(businessId)).toEqual({ late: 1 });
  expect(world.pushService.taken(browser.id)).toEqual([]);
});

test('trying ends when the notice is pointless', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const browser = await subscribe();
  world.pushService.setTrouble(browser.id, { kind: 'refuse', status: 503, retryAfterS: 60 });
  await raise(world, businessId, aNotice({ pointlessAfter: new Date(Date.now() + 30_000) }));
  expect(await pushed(businessId)).toEqual({ 'given-up': 1 });
  expect(await deliveriesOf(world, businessId)).toMatchObject([
    { state: 'given-up', attempts: 1, reason: expect.stringContaining('503') },
  ]);
});

test('a device that has the notice is not pushed to again when the job is started anew', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const browser = await subscribe();
  await raise(world, businessId, aNotice());
  await pushed(businessId);
  const [notice] = await noticesOf(world, businessId);
  const notificationId = notice?.id as NotificationId;
  // Under another ID, as after a reset by hand or when the namespace has forgotten the first.
  const again = await world.client.workflow.start('sendPush', {
    workflowId: `${workflowOf(businessId, notificationId)}/again`,
    taskQueue: 'default',
    args: [{ notificationId }],
  });
  expect(await again.result()).toEqual({ delivered: 1 });
  expect(world.pushService.taken(browser.id)).toHaveLength(1);
});

test('a push whose answer is lost is made again under the same topic: the browser shows one notice', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const [cut, done] = [await subscribe(), await subscribe()];
  world.pushService.setTrouble(cut.id, { kind: 'lose-answer', how: 'reset' });
  await raise(world, businessId, aNotice());
  expect(await pushed(businessId)).toEqual({ delivered: 2 });
  expect([cut, done].map(({ id }) => world.pushService.taken(id).length)).toEqual([2, 1]);
  expect([cut, done].map(({ id }) => world.pushService.waiting(id).length)).toEqual([1, 1]);
});

test('a browser that another person has taken over meanwhile gets nothing of the first one’s', async () => {
  const { businessId } = await createBusiness(world);
  const [first, second] = [await hireColleague(world, businessId), await hireColleague(world, businessId)];
  const browser = await first.subscribe();
  await raise(world, businessId, aNotice({ to: [first.userId] }));
  await pushed(businessId);
  const [notice] = await noticesOf(world, businessId);
  const [device] = await world.system
    .select()
    .from(pushSubscriptions)
    .where(eq(pushSubscriptions.endpoint, browser.endpoint));
  await world.system
    .update(pushSubscriptions)
    .set({ userId: second.userId })
    .where(eq(pushSubscriptions.endpoint, browser.endpoint));
  const claim = await world.withBusiness(businessId, async (tx) => {
    const [fresh] = await tx
      .insert(notifications)
      .values({ ...aNoticeRow(notice), businessId, userId: first.userId })
      .returning();
    if (!fresh || !device) throw new Error('no row');
    return claimPush(tx, fresh.id, device.id, new Date());
  });
  expect(claim).toEqual({ kind: 'settled', outcome: 'gone' });
});

function aNoticeRow(notice: Awaited<ReturnType<typeof noticesOf>>[number] | undefined) {
  if (!notice) throw new Error('no notice');
  const { content, pointlessAfter } = notice;
  return { content, pointlessAfter, key: 'another' };
}
