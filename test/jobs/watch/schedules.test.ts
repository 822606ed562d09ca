// When a schedule counts as late, on a real server whose workers have gone.
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SchedulePauses } from '../../../src/db/schedule-pauses.ts';
import { pruneHousekeeping } from '../../../src/jobs/catalogue.ts';
import { reconcile } from '../../../src/jobs/schedules/reconcile.ts';
import type { Declaration } from '../../../src/jobs/schedules.ts';
import { readScheduleFigures } from '../../../src/jobs/watch/schedule-figures.ts';
import { createTestNamespace } from '../../support/namespaces.ts';
import { until } from '../../support/until.ts';

const every = { job: pruneHousekeeping, overlap: 'skip', catchUpMs: 10_000, runMs: 60_000 } as const;
const DECLARED: Declaration = {
  revision: 1,
  schedules: [
    { ...every, id: 'every-second', spec: { everyMs: 1_000 } },
    { ...every, id: 'yearly', spec: { cron: '0 0 1 1 *' } },
  ],
};

let client: Client;
beforeAll(async () => {
  client = await createTestNamespace();
  await reconcile(client, DECLARED);
});
afterAll(() => client.connection.close());

const read = async (id: string, pauses: SchedulePauses = new Map()) =>
  (await readScheduleFigures(client, DECLARED, pauses, Date.now())).find((one) => one.id === id);

test('a schedule whose run never ends leaves the next ones out and is late; while it is paused it is not', async () => {
  const late = await until('it to be late', async () => {
    const figures = await read('every-second');
    return figures && figures.lateSeconds >= 3 && figures;
  });
  expect(late.lastRunAt).toBeInstanceOf(Date);
  await client.schedule.getHandle('every-second').pause();
  await until('the pause', async () => (await read('every-second'))?.paused);
  expect(await read('every-second')).toMatchObject({ paused: true, lateSeconds: 0 });
});

test('unpaused, it is late from the moment it was last seen paused, not from its last run', async () => {
  const handle = client.schedule.getHandle('every-second');
  const lastRunAt = await until('it to run', async () => (await read('every-second'))?.lastRunAt ?? undefined);
  await handle.pause();
  await until('the pause to be long', async () => Date.now() - lastRunAt.getTime() > 4_000);
  const seen = new Map([['every-second', new Date()]]);
  await handle.unpause();
  const forgotten = await until('it to be late', async () => {
    const figures = await read('every-second');
    return figures && figures.lateSeconds >= 3 && figures.lateSeconds;
  });
  expect((await read('every-second', seen))?.lateSeconds).toBeLessThanOrEqual(forgotten - 3);
});

test('a schedule that has not had its first time yet is not late', async () => {
  expect(await read('yearly')).toMatchObject({ lastRunAt: null, nextRunAt: expect.any(Date), lateSeconds: 0 });
});

test('a declared schedule that is not there yet has no figures', async () => {
  const missing = { ...DECLARED, schedules: [{ ...every, id: 'missing', spec: { everyMs: 1_000 } }] };
  expect(await readScheduleFigures(client, missing, new Map(), Date.now())).toEqual([]);
});
