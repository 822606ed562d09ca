// What the watch sees of a real server, and what it makes of it.
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Alert, listAlerts, tellAlerts } from '../../../src/db/alerts.ts';
import { readPauses } from '../../../src/db/schedule-pauses.ts';
import { forgetRound, lastRound } from '../../../src/db/scheduler-rounds.ts';
import { alerts, outbox, schedulePauses } from '../../../src/db/schema/index.ts';
import type { Database } from '../../../src/db/tenancy.ts';
import { connectLazily } from '../../../src/jobs/connection.ts';
import { createJobsHealth } from '../../../src/jobs/health.ts';
import { reconcile } from '../../../src/jobs/schedules/reconcile.ts';
import { DECLARATION } from '../../../src/jobs/schedules.ts';
import { readFigures } from '../../../src/jobs/watch/figures.ts';
import { findings } from '../../../src/jobs/watch/findings.ts';
import { look, noteRound } from '../../../src/jobs/watch/watch.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { createWatchMetrics } from '../../../src/telemetry/watch-metrics.ts';
import { createBusiness } from '../../support/factories.ts';
import { until } from '../../support/until.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let system: Database;
beforeAll(async () => {
  world = await startWorld('worker');
  system = world.system;
});
beforeEach(() => system.delete(alerts));
afterAll(() => world.close());

const figures = () => readFigures(world.client, world.system, Date.now());
const keys = async () => findings(await figures()).map(({ key }) => key);
const watching = () => ({
  client: world.client,
  system,
  metrics: createWatchMetrics(createMetrics('test').register),
});

test('a workflow that runs for ever because no worker can do its tasks is found', async () => {
  const stuck = { workflowId: 'system/stuck', taskQueue: 'low' };
  const handle = await world.client.workflow.start('ofAnotherRelease', stuck);
  await until('the server to note it', async () => (await keys()).includes('failing-tasks'), 50_000);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
  await until('it to be forgotten', async () => !(await keys()).includes('failing-tasks'));
});

test('workflows that fail are counted with those that complete', async () => {
  const before = (await figures()).ended;
  for (let index = 0; index < 5; index += 1) {
    const options = { workflowId: `system/fails-${index}`, taskQueue: 'recordings' };
    await (await world.client.workflow.start('pruneHousekeeping', options)).terminate('as a test');
  }
  await until('the failures to be counted', async () => (await figures()).ended.failed === before.failed + 5);
  expect(await keys()).toContain('failures');
});

test('a schedule that was paused is remembered, also by the scheduler that comes after', async () => {
  await reconcile(world.client, DECLARATION);
  const tick = world.client.schedule.getHandle('reminders-tick');
  await tick.pause();
  await until('the pause', async () => (await tick.describe()).state.paused);
  const seenAt = new Date();
  await look(watching(), seenAt);
  await tick.unpause();
  await until('it to go on', async () => !(await tick.describe()).state.paused);
  await look(watching(), new Date(seenAt.getTime() + 15_000));
  expect(await readPauses(system)).toEqual(new Map([['reminders-tick', seenAt]]));
  // Hours later in the view of another scheduler: it was never silent but for the pause.
  const hours = seenAt.getTime() + 3 * 60 * 60_000;
  await system.update(schedulePauses).set({ seenAt: new Date(hours) });
  const { schedules } = await readFigures(world.client, system, hours + 60_000);
  expect(schedules.find(({ id }) => id === 'reminders-tick')?.lateSeconds).toBe(0);
});

test('a start whose job this release does not have is told of after an hour', async () => {
  const { businessId } = await createBusiness(world);
  const unknown = { businessId, workflowId: `business/${businessId}/none`, job: 'ofAnotherRelease', input: {} };
  await world.withBusiness(businessId, (tx) =>
    tx.insert(outbox).values({ ...unknown, token: randomUUID(), traceId: 'none' }),
  );
  const keysAt = async (now: number) => findings(await readFigures(world.client, system, now)).map(({ key }) => key);
  expect(await keysAt(Date.now() + 59 * 60_000)).not.toContain('unknown-job:ofAnotherRelease');
  expect(await keysAt(Date.now() + 61 * 60_000)).toContain('unknown-job:ofAnotherRelease');
});

test('with Temporal away nothing is decided: what could not be seen has not ended', async () => {
  const client = connectLazily({ address: '127.0.0.1:1', namespace: 'none' });
  const openedAt = new Date(Date.now() - 600_000);
  await system
    .insert(alerts)
    .values({ key: 'lasts', summary: 'It lasts.', firstSeenAt: openedAt, lastSeenAt: openedAt, openedAt });
  await expect(look({ ...watching(), client }, new Date())).rejects.toThrow();
  expect(await listAlerts(system, 10)).toMatchObject([{ key: 'lasts', closedAt: null }]);
  await look(watching(), new Date());
  expect(await listAlerts(system, 10)).toMatchObject([{ key: 'lasts', closedAt: expect.any(Date) }]);
});

test('a time without any scheduler is told when there is one again, once, with its end', async () => {
  const told: Alert[] = [];
  const tell = async (alert: Alert) => void told.push(alert);
  const at = (minute: number) => new Date(Date.parse('2026-11-22T10:00:00Z') + minute * 60_000);
  await noteRound(watching(), at(0), 'of another test');
  await system.delete(alerts);
  for (const minute of [0, 1, 21]) {
    await Promise.all(['one', 'another'].map((instance) => noteRound(watching(), at(minute), instance)));
    await tellAlerts(system, tell);
  }
  expect(told).toMatchObject([{ key: 'no-scheduler', openedAt: at(1), closedAt: at(21) }]);
});

test('a scheduler that was told to stop is not missed; beside another one nothing changes', async () => {
  const at = (minute: number) => new Date(Date.parse('2026-11-22T10:00:00Z') + minute * 60_000);
  await noteRound(watching(), at(0), 'one');
  await system.delete(alerts);
  await forgetRound(system, 'another');
  expect(await lastRound(system)).toEqual(at(0));
  await forgetRound(system, 'one');
  expect(await lastRound(system)).toBeUndefined();
  await noteRound(watching(), at(60), 'one');
  expect(await listAlerts(system, 10)).toEqual([]);
});

test('health is degraded without a scheduler, healthy with one, and degraded while an alert is open', async () => {
  const health = () => createJobsHealth(world.client, system)();
  await noteRound(watching(), new Date(Date.now() - 91_000), 'gone');
  expect(await health()).toMatchObject({ status: 'degraded', scheduler: { lock_held: false, lock_ttl: 0 } });
  await noteRound(watching(), new Date(), 'here');
  await system.delete(alerts);
  const { status, scheduler } = await health();
  expect([status, scheduler.lock_held, scheduler.lock_ttl > 80]).toEqual(['healthy', true, true]);
  const now = new Date();
  const open = { key: 'lasts', summary: 'It lasts.', firstSeenAt: now, lastSeenAt: now, openedAt: now };
  await system.insert(alerts).values(open);
  expect(await health()).toMatchObject({ status: 'degraded', alerts: [{ key: 'lasts', summary: 'It lasts.' }] });
  await system.update(alerts).set({ closedAt: now }).where(eq(alerts.key, 'lasts'));
  expect((await health()).status).toBe('healthy');
});
