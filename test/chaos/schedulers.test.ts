// Schedulers killed, one and then all, and the server that fires their schedules down for a short and for a long time.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageId } from '../../src/db/ids.ts';
import { alerts, outbox, schedulerRounds } from '../../src/db/schema/index.ts';
import { processWhatsappWebhook } from '../../src/jobs/catalogue.ts';
import { writeToOutbox } from '../../src/jobs/outbox.ts';
import { DECLARATION } from '../../src/jobs/schedules.ts';
import { createBusiness, newMessageId, type TestBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { type Cluster, startCluster } from './cluster.ts';
import type { RoleProcess } from './role-process.ts';

/** Starting the cluster, or the server, on a busy machine. */
const SLOW_MS = 120_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

let cluster: Cluster;
let business: TestBusiness;
let schedulers: RoleProcess[];
beforeAll(async () => {
  cluster = await startCluster({ workers: 1, schedulers: 2 });
  schedulers = [...cluster.schedulers];
  business = await createBusiness(cluster);
}, SLOW_MS);
afterAll(() => cluster.close());

/** `kill -9`, and nobody starts it again. */
const killForGood = (scheduler: RoleProcess) => scheduler[Symbol.asyncDispose]();

/** A row as a process leaves it that dies between its commit and the start. */
async function leaveBehind(): Promise<string> {
  const start = await cluster.withBusiness(business.businessId, (tx) =>
    writeToOutbox(
      tx,
      processWhatsappWebhook,
      {
        source: 'baileys',
        providerMessageId: newMessageId(),
        conversationId: '0198c0de-0000-7000-8000-000000000000' as never,
        messageId: '0198c0de-0000-7000-8000-000000000000' as MessageId,
      },
      'none',
    ),
  );
  return start.workflowId;
}

const wasStarted = (workflowId: string) =>
  cluster.client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      () => true,
      () => false,
    );

/** A schedule of the test's own, made by hand: the roles leave it alone. */
async function tickEvery(ms: number, id: string, catchupWindow: number): Promise<void> {
  await cluster.client.schedule.create({
    scheduleId: id,
    spec: { intervals: [{ every: ms }] },
    policies: { overlap: 'ALLOW_ALL', catchupWindow },
    action: {
      type: 'startWorkflow',
      workflowType: 'pruneHousekeeping',
      workflowId: `system/${id}`,
      taskQueue: 'maintenance',
      args: [],
    },
  });
}

/** The nominal times of its runs so far, in ms, in order. */
async function ticksOf(id: string): Promise<number[]> {
  const times: number[] = [];
  for await (const { workflowId } of cluster.client.workflow.list({ query: `TemporalScheduledById = '${id}'` }))
    times.push(Date.parse(workflowId.replace(`system/${id}-`, '')));
  return times.sort((a, b) => a - b);
}

const ticksAfter = (id: string, time: number, count: number, withinMs = SLOW_MS) =>
  until(
    `${count} ticks of ${id}`,
    async () => (await ticksOf(id)).filter((tick) => tick > time).length >= count,
    withinMs,
  );

/** From the first on, one after each step, each once. */
const everyStep = (ticks: readonly number[], ms: number) =>
  ticks.map((_, index) => (ticks[0] ?? Number.NaN) + index * ms);

const health = async () =>
  (await (await fetch(`${cluster.apiUrl}/api/jobs/health`)).json()) as {
    status: string;
    scheduler: { lock_held: boolean; schedules: { id: string }[] };
  };

test(
  'with one of two schedulers killed, and then both, every tick comes once; the outbox waits for the next scheduler',
  async () => {
    await tickEvery(SECOND_MS, 'every-second', 60 * SECOND_MS);
    await ticksAfter('every-second', 0, 2);

    await killForGood(schedulers[0] as RoleProcess);
    const leftToOne = await leaveBehind();
    await until('the row to be started by the other scheduler', () => wasStarted(leftToOne), 20 * SECOND_MS);

    await killForGood(schedulers[1] as RoleProcess);
    const leftToNone = await leaveBehind();
    const alone = Date.now();
    await ticksAfter('every-second', alone, 6);
    expect(await wasStarted(leftToNone)).toBe(false);
    expect(await cluster.owner.$count(outbox, eq(outbox.workflowId, leftToNone))).toBe(1);
    // As if the last round had been two minutes ago.
    await cluster.owner.update(schedulerRounds).set({ at: sql`${schedulerRounds.at} - interval '2 minutes'` });
    await until('health to say so', async () => (await health()).status === 'degraded', 30 * SECOND_MS);
    expect((await health()).scheduler).toMatchObject({ lock_held: false });

    schedulers[0]?.start();
    await until('the row to be started by the next scheduler', () => wasStarted(leftToNone), SLOW_MS);
    const told = await until(
      'its absence to be told',
      async () => {
        const rows = await cluster.owner.select().from(alerts);
        return rows.find(({ key, told }) => key === 'no-scheduler' && told === 'end');
      },
      SLOW_MS,
    );
    expect(told.summary).toContain('No scheduler ran between');
    schedulers[1]?.start();

    const ticks = await ticksOf('every-second');
    expect(ticks).toEqual(everyStep(ticks, SECOND_MS));
    const { scheduler } = await health();
    expect(scheduler.schedules.map(({ id }) => id).sort()).toEqual(DECLARATION.schedules.map(({ id }) => id).sort());
    await cluster.client.schedule.getHandle('every-second').delete();
  },
  2 * SLOW_MS,
);

test(
  'what an outage missed is made up for within the catch-up window, each tick once, and nothing older',
  async () => {
    const [patient, strict] = ['patient', 'strict'];
    await Promise.all([tickEvery(SECOND_MS, patient, 300 * SECOND_MS), tickEvery(SECOND_MS, strict, 10 * SECOND_MS)]);
    await Promise.all([ticksAfter(patient, 0, 3), ticksAfter(strict, 0, 3)]);

    const downAt = Date.now();
    await cluster.temporal.kill();
    await until('the outage to have lasted 25 s', async () => Date.now() > downAt + 25 * SECOND_MS, 30 * SECOND_MS);
    const backAt = Date.now();
    await cluster.temporal.start();
    const upAt = Date.now();
    await Promise.all([ticksAfter(patient, upAt, 2), ticksAfter(strict, upAt, 2)]);

    const all = await ticksOf(patient);
    expect(all).toEqual(everyStep(all, SECOND_MS));
    const some = await ticksOf(strict);
    expect(new Set(some).size).toBe(some.length);
    expect(some.filter((tick) => tick > downAt + 2 * SECOND_MS && tick < backAt - 10 * SECOND_MS)).toEqual([]);
    for (const id of [patient, strict]) await cluster.client.schedule.getHandle(id).delete();
  },
  2 * SLOW_MS,
);

/** `npm run test:long` has the time for it. */
test.runIf(Number(process.env.CHAOS_ROUNDS ?? 1) > 1)(
  'in the five minutes after one of two schedulers was killed the minute tick comes once for each minute',
  async () => {
    await tickEvery(MINUTE_MS, 'every-minute', 60 * SECOND_MS);
    const killedAt = Date.now();
    await schedulers[0]?.kill();
    await ticksAfter('every-minute', killedAt, 5, 6 * MINUTE_MS);
    const ticks = await ticksOf('every-minute');
    expect(ticks).toEqual(everyStep(ticks, MINUTE_MS));
    await cluster.client.schedule.getHandle('every-minute').delete();
  },
  8 * MINUTE_MS,
);
