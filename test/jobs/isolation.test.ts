// Whose work an activity does: a business's has no way into the system, the system's none into a business.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { businesses, contacts } from '../../src/db/schema/index.ts';
import { SYSTEM_JOBS } from '../../src/jobs/catalogue.ts';
import { createInBusiness, createInSystem, runInScope } from '../../src/jobs/isolation.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let business: TestBusiness;
beforeAll(async () => {
  world = await startWorld('worker');
  business = await createBusiness(world);
});
afterAll(() => world.close());

const log = createLog('test', 'silent');
const asBusiness = <Result>(work: () => Promise<Result>) =>
  runInScope({ businessId: business.businessId, traceId: 'none', log }, work);
const asSystem = <Result>(work: () => Promise<Result>) =>
  runInScope({ businessId: undefined, traceId: 'none', log }, work);
const readContacts = () => createInBusiness(world.withBusiness)((tx) => tx.select().from(contacts));
const readBusinesses = () => createInSystem(world.system)((system) => system.select().from(businesses));

test('a job of the system sees across businesses, and has no way into one', async () => {
  expect((await asSystem(readBusinesses)).map(({ id }) => id)).toContain(business.businessId);
  await expect(asSystem(readContacts)).rejects.toMatchObject({ type: 'BusinessUnavailable', nonRetryable: true });
});

test('a business’s job has its way into its own business, and none across', async () => {
  expect(await asBusiness(readContacts)).toEqual([]);
  await expect(asBusiness(readBusinesses)).rejects.toMatchObject({ type: 'BusinessUnavailable', nonRetryable: true });
});

test('a workflow that is no job of the system and names no business is refused before it does anything', async () => {
  const running = world.client.workflow.execute('processWhatsappWebhook', {
    workflowId: 'system/disguised',
    taskQueue: 'default',
    args: [{ messageId: business.channelId }],
  });
  const refusal = { type: 'BusinessUnavailable', message: 'The workflow ID names no business' };
  await expect(running).rejects.toMatchObject({ cause: refusal });
});

test('a job of the system under a business’s name works for the system all the same', async () => {
  const workflowId = `business/${business.businessId}/disguised`;
  const running = world.client.workflow.execute('pruneHousekeeping', {
    workflowId,
    taskQueue: 'maintenance',
    args: [],
  });
  expect(await running).toEqual({
    events: 0,
    notices: 0,
    signIns: 0,
    alerts: 0,
    unknownStarts: 0,
    finished: true,
  });
});

test('every job of the system is listed under its workflow’s name', () => {
  expect(Object.entries(SYSTEM_JOBS).map(([name, { workflow }]) => [name, workflow])).toEqual(
    Object.keys(SYSTEM_JOBS).map((name) => [name, name]),
  );
});
