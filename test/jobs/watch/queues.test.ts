// What the watch sees of the task queues, before there are workers and with them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFigures } from '../../../src/jobs/watch/figures.ts';
import { findings } from '../../../src/jobs/watch/findings.ts';
import { until } from '../../support/until.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const figures = () => readFigures(world.client, world.system, Date.now());
const keys = async () => findings(await figures()).map(({ key }) => key);

test('without workers a queue’s backlog grows old; with them it is worked off', async () => {
  expect(await keys()).toContain('no-pollers:maintenance');
  const start = () =>
    world.client.workflow.start('pruneHousekeeping', {
      workflowId: 'system/waits',
      taskQueue: 'maintenance',
      args: [],
    });
  await start();
  await until('the task to wait for a second', async () => {
    const { maintenance } = (await figures()).queues;
    return maintenance.backlog === 1 && maintenance.oldestWaitingSeconds >= 1 && maintenance.pollers === 0;
  });
  await world.start('worker');
  await until('the worker to be seen, and nothing to wait', async () => {
    const { maintenance } = (await figures()).queues;
    return maintenance.pollers === 1 && maintenance.backlog === 0 && maintenance.oldestWaitingSeconds === 0;
  });
  expect(await keys()).not.toContain('no-pollers:maintenance');
});
