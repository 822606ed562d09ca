// A run of a schedule works for its nominal time: when it fires, when it is backfilled, when a person triggers it.
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneHousekeeping } from '../../../src/jobs/catalogue.ts';
import { reconcile } from '../../../src/jobs/schedules/reconcile.ts';
import type { DeclaredSchedule } from '../../../src/jobs/schedules.ts';
import { until } from '../../support/until.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('worker');
});
afterAll(() => world.close());

const KEPT_MS = 3 * 24 * 60 * 60 * 1_000;

async function declare(id: string, spec: DeclaredSchedule['spec']) {
  const schedule: DeclaredSchedule = {
    id,
    job: pruneHousekeeping,
    spec,
    overlap: 'allow',
    catchUpMs: 10_000,
    runMs: 60_000,
  };
  await reconcile(world.client, { revision: 1, schedules: [schedule] });
  return world.client.schedule.getHandle(id);
}

/** The runs that have ended, each with the time that it worked for, read from what it asked for. */
async function runsOf(id: string) {
  const runs: { workflowId: string; workedFor: string; startedAt: number }[] = [];
  for await (const { workflowId, startTime } of world.client.workflow.list({
    query: `TemporalScheduledById = '${id}' AND ExecutionStatus = 'Completed'`,
  })) {
    const { events = [] } = await world.client.workflow.getHandle(workflowId).fetchHistory();
    const asked = events?.flatMap((event) => event.activityTaskScheduledEventAttributes?.input?.payloads ?? [])[0];
    if (!asked) throw new Error(`${workflowId} asked for nothing`);
    const { before } = defaultPayloadConverter.fromPayload<{ before: number }>(asked);
    runs.push({ workflowId, workedFor: withoutMs(before + KEPT_MS), startedAt: startTime.getTime() });
  }
  return runs.sort((a, b) => a.workflowId.localeCompare(b.workflowId));
}
const withoutMs = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

const ended = (id: string, count: number) =>
  until(`${count} runs of ${id}`, async () => {
    const runs = await runsOf(id);
    return runs.length >= count && runs;
  });

test('each run of a schedule that fires works for the time in its name, once for each time', async () => {
  const schedule = await declare('every-second', { everyMs: 1_000 });
  const runs = await ended('every-second', 3);
  await schedule.delete();
  const times = runs.map(({ workedFor }) => workedFor);
  expect(runs.map(({ workflowId }) => workflowId)).toEqual(times.map((time) => `system/every-second-${time}`));
  expect(new Set(times).size).toBe(times.length);
  const seconds = times.map((time) => Date.parse(time) / 1_000);
  expect(seconds).toEqual(seconds.map((_, index) => (seconds[0] ?? 0) + index));
});

test('a backfilled run works for the night that was missed, not for today', async () => {
  const schedule = await declare('nightly', { cron: '30 3 * * *' });
  await schedule.backfill({
    start: new Date('2026-03-26T00:00:00Z'),
    end: new Date('2026-03-29T00:00:00Z'),
    overlap: 'ALLOW_ALL',
  });
  const nights = ['2026-03-26T03:30:00Z', '2026-03-27T03:30:00Z', '2026-03-28T03:30:00Z'];
  const runs = await ended('nightly', 3);
  expect(runs.map(({ workedFor }) => workedFor)).toEqual(nights);
  expect(runs.map(({ workflowId }) => workflowId)).toEqual(nights.map((night) => `system/nightly-${night}`));
});

test('a run that a person triggers works for the moment they did', async () => {
  const schedule = await declare('triggered', { cron: '0 0 1 1 *' });
  const before = Date.now();
  await schedule.trigger();
  const [run] = await ended('triggered', 1);
  expect(Math.abs(Date.parse(run?.workedFor ?? '') - before)).toBeLessThan(10_000);
});

test('a run that a person starts without a schedule works for the moment of its start', async () => {
  const workflowId = 'system/by-hand';
  const before = Date.now();
  await world.client.workflow.execute('pruneHousekeeping', { workflowId, taskQueue: 'maintenance', args: [] });
  const { events = [] } = await world.client.workflow.getHandle(workflowId).fetchHistory();
  const asked = events?.flatMap((event) => event.activityTaskScheduledEventAttributes?.input?.payloads ?? [])[0];
  const { before: asOf } = defaultPayloadConverter.fromPayload<{ before: number }>(asked ?? {});
  expect(asOf + KEPT_MS).toBeGreaterThanOrEqual(before - 1_000);
});
