// The scheduler role whole: what it makes of the declared table, what it shows of itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastRound } from '../../src/db/scheduler-rounds.ts';
import { createJobsHealth } from '../../src/jobs/health.ts';
import { DECLARATION } from '../../src/jobs/schedules.ts';
import type { RunningRole } from '../../src/roles/role.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let scheduler: RunningRole;
beforeAll(async () => {
  world = await startWorld('worker');
  scheduler = await world.start('scheduler');
});
afterAll(() => world.close());

const declared = DECLARATION.schedules.map(({ id }) => id).sort();

test('every declared schedule is there, and health shows when it runs next', async () => {
  const schedules = await until('the schedules', async () => {
    const shown = (await createJobsHealth(world.client, world.system)()).scheduler.schedules;
    return shown.length === declared.length && shown;
  });
  expect(schedules.map(({ id }) => id).sort()).toEqual(declared);
  for (const schedule of schedules) {
    expect(schedule).toMatchObject({ paused: false, next_run: expect.any(String), late_seconds: 0 });
  }
});

test('the latest run of any schedule is the last tick', async () => {
  await until('the schedule', () =>
    world.client.schedule
      .getHandle('housekeeping-prune')
      .trigger()
      .then(
        () => true,
        () => false,
      ),
  );
  await until('the tick to be shown', async () => {
    const { last_tick } = (await createJobsHealth(world.client, world.system)()).scheduler;
    return last_tick !== null && Date.now() - Date.parse(last_tick) < 60_000;
  });
});

test('a second scheduler beside it does no harm, and one that ends leaves the other at work', async () => {
  const another = await world.start('scheduler');
  await another.stop();
  const stoppedAt = Date.now();
  await until('another round', async () => ((await lastRound(world.system))?.getTime() ?? 0) > stoppedAt);
  expect((await fetch(`${scheduler.url}/readyz`)).status).toBe(200);
});
