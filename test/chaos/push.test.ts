// The worker dies after a push service took a message, and before it could write that down.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aNotice, deliveriesOf, hireColleague, raise } from '../notifications/staff.ts';
import { createBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';
import { steadyPorts } from './ports.ts';
import { type RoleProcess, superviseRole } from './role-process.ts';

/** Starting a worker, and getting over its kill: an activity comes back after its own time, 20 s. */
const SLOW_MS = 120_000;

let world: World;
let worker: RoleProcess;
beforeAll(async () => {
  world = await startWorld();
  const [port = 0] = await steadyPorts();
  worker = superviseRole(environmentOf(world, port), port);
  worker.start();
  await worker.ready();
}, SLOW_MS);
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await world.close();
});

test(
  'the notice is not lost, the browser shows it once, and a browser that has it is left alone',
  async () => {
    const { businessId } = await createBusiness(world);
    const { subscribe } = await hireColleague(world, businessId);
    const [cut, done] = [await subscribe(), await subscribe()];
    world.pushService.setTrouble(cut.id, { kind: 'lose-answer', how: 'hang' });
    await raise(world, businessId, aNotice());
    const stateOf = async ({ endpoint }: typeof cut) =>
      (await deliveriesOf(world, businessId)).find((row) => row.endpoint === endpoint)?.state;
    await until('both to be taken', async () =>
      [cut, done].every(({ id }) => world.pushService.taken(id).length === 1),
    );
    await until('one to be written down', async () => (await stateOf(done)) === 'delivered');
    expect(await stateOf(cut)).toBe('attempting');
    await worker.kill();
    await until('the other one, too', async () => (await stateOf(cut)) === 'delivered', SLOW_MS);
    expect([cut, done].map(({ id }) => world.pushService.taken(id).length)).toEqual([2, 1]);
    expect(world.pushService.waiting(cut.id)).toHaveLength(1);
    expect(new Set(world.pushService.taken(cut.id).map(({ text }) => text)).size).toBe(1);
  },
  SLOW_MS,
);

/** What a worker of this world is started with; it finds the secrets in the world's folder. */
function environmentOf({ config }: World, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    SERVICE_ROLE: 'worker',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    TASK_QUEUES: 'default',
    DATA_DIR: config.dataDir,
    HEALTH_PORT: String(port),
    DATABASE_URL: config.database.appUrl,
    DATABASE_SYSTEM_URL: config.database.systemUrl,
    TEMPORAL_ADDRESS: config.temporal.address,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    PUSH_ALLOWED_ORIGIN: config.push.allowedOrigin,
  };
}
