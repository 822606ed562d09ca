// A reminder's way from the schedule to the people: the real Schedule, the system's tick, the business's job, the notice.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { UserId } from '../../src/db/ids.ts';
import { addReminder } from '../../src/db/reminders.ts';
import { businesses, memberships, notifications, reminderNotices } from '../../src/db/schema/index.ts';
import { clockTimeOf } from '../../src/domain/time/wall-time.ts';
import { remindersTick } from '../../src/jobs/catalogue.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { reconcile } from '../../src/jobs/schedules/reconcile.ts';
import { DECLARATION } from '../../src/jobs/schedules.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const MINUTE = 60_000;

let world: World;
let business: TestBusiness;
beforeAll(async () => {
  world = await startWorld('worker');
  await reconcile(world.client, DECLARATION);
});
beforeEach(async () => {
  business = await createBusiness(world);
  await addMember('dana');
  await addMember('noa');
});
afterAll(() => world.close());

const schedule = () => world.client.schedule.getHandle('reminders-tick');

/** One tick for the present moment. @returns its figures */
async function tick() {
  const jobs = createJobs({ client: world.client, system: world.system, log: createLog('test', 'silent') });
  await jobs.startSystem(remindersTick, 'test');
  return world.client.workflow.getHandle(`system/${remindersTick.workflow}`).result();
}

const addMember = (userId: string) =>
  world.withBusiness(business.businessId, (tx) =>
    tx.insert(memberships).values({
      businessId: business.businessId,
      userId: userId as UserId,
      role: 'agent',
      displayName: userId,
      email: `${userId}@example.test`,
    }),
  );

/** Set three hours ago, as if nothing had run since. @param minutes from now to its due time @returns the due time */
async function setOne(minutes: number, ownerUserId: UserId | null): Promise<Date> {
  const dueAt = new Date(Date.now() + minutes * MINUTE);
  await world.withBusiness(business.businessId, (tx) =>
    addReminder(tx, { note: 'Call Dana back', leadId: null, ownerUserId, dueAt }, new Date(Date.now() - 180 * MINUTE)),
  );
  return dueAt;
}

const noticesTo = async () => {
  const rows = await world.withBusiness(business.businessId, (tx) => tx.select().from(notifications));
  return rows.map(({ userId, content }) => ({ userId, ...content }));
};

const logged = () =>
  world.withBusiness(business.businessId, (tx) =>
    tx.select().from(reminderNotices).orderBy(reminderNotices.offsetMinutes),
  );

test('the schedule’s tick tells the owner, with the due time on the business’s clock', async () => {
  const dueAt = await setOne(20, 'dana' as UserId);
  await schedule().trigger();
  await until('the notice', async () => (await noticesTo()).length > 0);
  expect(await noticesTo()).toMatchObject([
    {
      userId: 'dana',
      kind: 'reminder',
      values: { note: 'Call Dana back', dueAt: dueAt.toISOString(), clock: clockTimeOf(dueAt, 'Asia/Jerusalem') },
    },
  ]);
  expect(await logged()).toMatchObject([{ offsetMinutes: 30, fate: 'sent' }]);
});

test('without an owner, or when the owner has left, everyone is told', async () => {
  await setOne(20, null);
  await addMember('omer');
  await setOne(20, 'omer' as UserId);
  await world.withBusiness(business.businessId, (tx) =>
    tx.delete(memberships).where(eq(memberships.userId, 'omer' as UserId)),
  );
  await tick();
  await until('both notices to both', async () => (await noticesTo()).length === 4);
  expect((await noticesTo()).map(({ userId }) => userId).sort()).toEqual(['dana', 'dana', 'noa', 'noa']);
});

test('a backfill of the last hour tells nobody twice, and nothing stale', async () => {
  await setOne(20, 'dana' as UserId);
  const now = Date.now();
  await schedule().backfill({ start: new Date(now - 60 * MINUTE), end: new Date(now), overlap: 'ALLOW_ALL' });
  await until('the notice', async () => (await noticesTo()).length > 0);
  await until('every tick of the backfill to end', async () => {
    const query = `WorkflowType = 'remindersTick' AND ExecutionStatus = 'Running'`;
    return (await world.client.workflow.count(query)).count === 0;
  });
  expect(await noticesTo()).toHaveLength(1);
});

test('a notice that was missed is marked, and nobody is told', async () => {
  await setOne(-90, 'dana' as UserId);
  await tick();
  await until('the log', async () => (await logged()).length === 3);
  expect((await logged()).map(({ fate }) => fate)).toEqual(['missed', 'missed', 'missed']);
  expect(await noticesTo()).toEqual([]);
});

test('a closed business is passed over; its reminders are looked at when it is open again', async () => {
  const set = (state: 'active' | 'inactive') =>
    world.system.update(businesses).set({ state }).where(eq(businesses.id, business.businessId));
  await setOne(20, 'dana' as UserId);
  await set('inactive');
  expect(await tick()).toEqual({ businesses: 0 });
  await setOne(20, 'dana' as UserId);
  await set('active');
  expect(await tick()).toEqual({ businesses: 1 });
  await until('both notices', async () => (await noticesTo()).length === 2);
});
