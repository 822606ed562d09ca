// The net under conversations: sessions whose workflow somebody ended are closed all the same, each once.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSession, openSessionOf } from '../../src/db/conversations/session.ts';
import { conversations, messages, sessions } from '../../src/db/schema/index.ts';
import { closeStaleSessions } from '../../src/jobs/catalogue.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { answersRead, conversationsOf, conversationWorkflow, settled, writes } from '../support/talk.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('api', 'worker');
});
afterAll(() => world.close());

const sessionsOf = ({ businessId }: TestBusiness) =>
  world.withBusiness(businessId, (tx) => tx.select().from(sessions).orderBy(sessions.id));

/** Customers who were answered, whose workflows somebody has ended, and who have been silent for an hour since. */
async function forgotten(business: TestBusiness, phones: readonly string[]): Promise<void> {
  for (const phone of phones) await writes(world, business, 'My name is Noa, my sink is leaking', { phone });
  await answersRead(world, business.businessId, phones.length);
  for (const { id } of await conversationsOf(world, business.businessId)) {
    const workflowId = await conversationWorkflow(world, business.businessId, id);
    await world.client.workflow.getHandle(workflowId).terminate('forgotten');
  }
  await hourPasses(business);
}

const hourPasses = ({ businessId }: TestBusiness) =>
  world.withBusiness(businessId, (tx) =>
    tx.update(conversations).set({ lastMessageAt: sql`last_message_at - interval '1 hour'` }),
  );

/** What the system's look does for one business. @returns the run's figures */
async function cleanUp({ businessId }: TestBusiness) {
  const jobs = createJobs({ client: world.client, system: world.system, log: createLog('test', 'silent') });
  await jobs.start(businessId, closeStaleSessions, { tick: new Date().toISOString() }, 'test');
  return world.client.workflow.getHandle(`business/${businessId}/sessions:cleanup`).result();
}

test('every forgotten session is summed up and closed once, and the figures say how many', async () => {
  const business = await createBusiness(world);
  await forgotten(business, ['972501251101', '972501251102', '972501251103']);
  expect(await cleanUp(business)).toEqual({ closed: 3, rung: 0, failed: 0 });
  const closed = await sessionsOf(business);
  expect(closed.every(({ summary, closedAt }) => Boolean(summary) && closedAt)).toBe(true);
  expect(await cleanUp(business)).toEqual({ closed: 0, rung: 0, failed: 0 });
  expect(await sessionsOf(business)).toEqual(closed);
});

test('of one person, a later forgotten session is closed as the first was', async () => {
  const business = await createBusiness(world);
  const phone = '972501251104';
  await forgotten(business, [phone]);
  await cleanUp(business);
  await writes(world, business, 'It is leaking again', { phone });
  await answersRead(world, business.businessId, 2);
  const workflowId = await conversationWorkflow(world, business.businessId);
  await world.client.workflow.getHandle(workflowId).terminate('forgotten');
  await hourPasses(business);
  expect(await cleanUp(business)).toMatchObject({ closed: 1 });
  expect((await sessionsOf(business)).map(({ closedAt }) => closedAt !== null)).toEqual([true, true]);
});

test('a message nobody answered is answered first', async () => {
  const business = await createBusiness(world);
  await forgotten(business, ['972501251105']);
  await world.withBusiness(business.businessId, (tx) =>
    tx.update(messages).set({ state: 'ready', answeredBy: null }).where(eq(messages.direction, 'in')),
  );
  await world.withBusiness(business.businessId, (tx) => tx.delete(messages).where(eq(messages.direction, 'out')));
  expect(await cleanUp(business)).toEqual({ closed: 0, rung: 1, failed: 0 });
  const rows = await settled(world, business.businessId);
  expect(rows.find(({ direction }) => direction === 'in')?.state).toBe('answered');
});

test('a session whose customer has just written is not stale', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501251106' });
  await answersRead(world, business.businessId, 1);
  expect(await cleanUp(business)).toEqual({ closed: 0, rung: 0, failed: 0 });
  expect((await sessionsOf(business)).map(({ closedAt }) => closedAt)).toEqual([null]);
});

test('race: a customer who writes and is answered while the session is summed up keeps it open', async () => {
  const business = await createBusiness(world);
  const phone = '972501251107';
  await writes(world, business, 'Hi', { phone });
  await answersRead(world, business.businessId, 1);
  const [conversation] = await conversationsOf(world, business.businessId);
  if (!conversation) throw new Error('no conversation');
  const open = await world.withBusiness(business.businessId, (tx) => openSessionOf(tx, conversation.id));
  if (!open) throw new Error('no open session');
  await writes(world, business, 'And my sink is leaking', { phone });
  await answersRead(world, business.businessId, 2);
  await world.withBusiness(business.businessId, (tx) => closeSession(tx, open, conversation.id, 'They said hi.', []));
  expect((await sessionsOf(business)).map(({ closedAt }) => closedAt)).toEqual([null]);
});
