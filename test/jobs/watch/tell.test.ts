// Who is told of an incident: system administrators, each once, where they are members.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type DatabaseConnection } from '../../../src/db/connections.ts';
import type { AlertId, BusinessId, UserId } from '../../../src/db/ids.ts';
import { memberships, notifications, user } from '../../../src/db/schema/index.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { tellOwners } from '../../../src/jobs/watch/tell.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { createBusiness } from '../../support/factories.ts';
import { until } from '../../support/until.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let auth: DatabaseConnection;
beforeAll(async () => {
  world = await startWorld('worker');
  auth = connect(world.databases.authUrl, { name: 'tell-auth', max: 1 });
});
afterAll(async () => {
  await auth.close();
  await world.close();
});

async function addPerson(systemAdmin: boolean, ...businessIds: BusinessId[]): Promise<UserId> {
  const id = randomUUID() as UserId;
  const email = `${id}@example.test`;
  await auth.database.insert(user).values({ id, name: 'Someone', email, systemAdmin });
  for (const businessId of businessIds) {
    await world.withBusiness(businessId, (tx) =>
      tx.insert(memberships).values({ businessId, userId: id, role: 'owner', displayName: 'Someone', email }),
    );
  }
  return id;
}

const toldIn = async (businessId: BusinessId) => {
  const rows = await world.withBusiness(businessId, (tx) => tx.select().from(notifications));
  return rows.map(({ userId, content }) => [userId, content.kind === 'system-alert' && content.values.text]);
};

test('each administrator is told once of an incident and once of its end, in one business; nobody else is', async () => {
  const [first, second] = [await createBusiness(world), await createBusiness(world)];
  const admin = await addPerson(true, first.businessId, second.businessId);
  await addPerson(false, first.businessId);
  const telling = {
    system: world.system,
    jobs: createJobs({ client: world.client, system: world.system, log: createLog('test', 'silent') }),
    log: createLog('test', 'silent'),
  };
  const alert = {
    id: randomUUID() as AlertId,
    key: 'no-pollers:high',
    summary: 'Nobody polls high',
    openedAt: new Date(),
  };
  await tellOwners(telling, { ...alert, closedAt: null });
  await tellOwners(telling, { ...alert, closedAt: null });
  await tellOwners(telling, { ...alert, closedAt: new Date() });
  await until('both notices', async () => (await toldIn(first.businessId)).length === 2);
  expect((await toldIn(first.businessId)).sort()).toEqual(
    [
      [admin, 'Nobody polls high'],
      [admin, 'Over: Nobody polls high'],
    ].sort(),
  );
  expect(await toldIn(second.businessId)).toEqual([]);
});
