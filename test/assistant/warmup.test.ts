// The warm-up: every worker's start asks for it, one run is enough.

import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { businesses, conversations } from '../../src/db/schema/index.ts';
import { warmupAgents } from '../../src/jobs/catalogue.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness } from '../support/factories.ts';
import { writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('api', 'worker');
});
afterAll(() => world.close());

const handle = () => world.client.workflow.getHandle('system/warmupAgents');
const statusOf = () =>
  handle()
    .describe()
    .then(
      ({ status }) => status.name,
      () => undefined,
    );

test('a worker’s start loads the prompts of the businesses in use, and one that cannot be built is named', async () => {
  await until('the run of the worker’s start', async () => (await statusOf()) === 'COMPLETED');
  const [inUse, broken, quiet, unused] = [
    await createBusiness(world),
    await createBusiness(world),
    await createBusiness(world),
    await createBusiness(world),
  ];
  for (const business of [inUse, broken, quiet]) await writes(world, business, 'Hi');
  await world.withBusiness(quiet.businessId, (tx) =>
    tx.update(conversations).set({ lastMessageAt: sql`now() - interval '8 days'` }),
  );
  await world.system
    .update(businesses)
    .set({ settings: { hours: { timeZone: 'Nowhere/None', week: {} } } })
    .where(eq(businesses.id, broken.businessId));
  const jobs = createJobs({ client: world.client, system: world.system, log: createLog('test', 'silent') });
  expect(await jobs.startSystem(warmupAgents, 'test')).toBe('started');
  expect(await handle().result()).toEqual({ businesses: 2, broken: [broken.businessId] });
  expect(unused.businessId).toBeGreaterThan(0);
});
