// The declared table against a real server's Schedules.
import type { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pruneHousekeeping } from '../../../src/jobs/catalogue.ts';
import { defineSystemJob } from '../../../src/jobs/job.ts';
import { reconcile } from '../../../src/jobs/schedules/reconcile.ts';
import { fingerprintOf } from '../../../src/jobs/schedules/wire.ts';
import { DECLARATION, type Declaration, type DeclaredSchedule } from '../../../src/jobs/schedules.ts';
import { createTestNamespace } from '../../support/namespaces.ts';
import { until } from '../../support/until.ts';

const NIGHTLY: DeclaredSchedule = {
  id: 'nightly',
  job: pruneHousekeeping,
  spec: { cron: '30 3 * * *' },
  overlap: 'skip',
  catchUpMs: 3_600_000,
  runMs: 60_000,
};
const EVERY_MINUTE: DeclaredSchedule = { ...NIGHTLY, id: 'every-minute', spec: { everyMs: 60_000 }, overlap: 'allow' };
const table = (revision: number, ...schedules: DeclaredSchedule[]): Declaration => ({ revision, schedules });

let client: Client;
beforeAll(async () => {
  client = await createTestNamespace();
});
afterAll(() => client.connection.close());

async function idsListed(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
  return ids.sort();
}
const listed = (...ids: string[]) =>
  until(`${ids.join(', ') || 'nothing'} to be listed`, async () => (await idsListed()).join() === ids.sort().join());
const handle = (id: string) => client.schedule.getHandle(id);

afterEach(async () => {
  for (const id of ['nightly', 'every-minute', 'by-hand'])
    await handle(id)
      .delete()
      .catch(() => undefined);
  await listed();
});

test('a declared schedule is made with its time, queue, policies, priority and a summary', async () => {
  await reconcile(client, table(1, NIGHTLY));
  const { spec, action, policies, state } = await handle('nightly').describe();
  expect(spec.calendars).toMatchObject([{ hour: [{ start: 3 }], minute: [{ start: 30 }] }]);
  expect(action).toMatchObject({
    workflowType: 'pruneHousekeeping',
    workflowId: 'system/nightly',
    taskQueue: 'maintenance',
    staticSummary: pruneHousekeeping.summary,
    priority: { priorityKey: 5, fairnessKey: 'system' },
  });
  expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_600_000 });
  expect(state.paused).toBe(false);
});

test('a schedule whose declaration changed is updated, and its history is kept', async () => {
  await reconcile(client, table(1, NIGHTLY));
  const { createdAt } = (await handle('nightly').describe()).info;
  await reconcile(client, table(2, { ...NIGHTLY, spec: { cron: '0 4 * * *' } }));
  const changed = await until('the update', async () => {
    const described = await handle('nightly').describe();
    return described.spec.calendars?.[0]?.hour[0]?.start === 4 && described;
  });
  expect(changed.info.createdAt).toEqual(createdAt);
});

test('a schedule that a person paused stays paused, also when its declaration changes', async () => {
  await reconcile(client, table(1, NIGHTLY));
  await handle('nightly').pause('on holiday');
  await reconcile(client, table(1, NIGHTLY));
  await reconcile(client, table(2, { ...NIGHTLY, catchUpMs: 60_000 }));
  const { state } = await until('the update', async () => {
    const described = await handle('nightly').describe();
    return described.policies.catchupWindow === 60_000 && described;
  });
  expect(state).toMatchObject({ paused: true, note: 'on holiday' });
});

/** The same client, with something that happens right before each of its updates reaches the server. */
const updatingAfter = (before: () => Promise<unknown>): Client =>
  Object.create(client, {
    workflowService: {
      value: Object.create(client.workflowService, {
        updateSchedule: {
          value: async (request: Parameters<typeof client.workflowService.updateSchedule>[0]) => {
            await before();
            return client.workflowService.updateSchedule(request);
          },
        },
      }),
    },
  });

test('race: a pause between the look and the update is not undone; the next round updates', async () => {
  await reconcile(client, table(1, NIGHTLY));
  const changed = table(2, { ...NIGHTLY, catchUpMs: 60_000 });
  await reconcile(
    updatingAfter(() => handle('nightly').pause('just now')),
    changed,
  );
  await until('the update', async () => {
    await reconcile(client, changed);
    return (await handle('nightly').describe()).policies.catchupWindow === 60_000;
  });
  expect((await handle('nightly').describe()).state).toMatchObject({ paused: true, note: 'just now' });
});

test('a schedule that is not declared any more is removed; one made by hand is left alone', async () => {
  await handle('by-hand').client.create({
    scheduleId: 'by-hand',
    spec: { intervals: [{ every: '1h' }] },
    action: { type: 'startWorkflow', workflowType: 'anything', taskQueue: 'maintenance', args: [] },
  });
  await reconcile(client, table(1, NIGHTLY, EVERY_MINUTE));
  await listed('by-hand', 'every-minute', 'nightly');
  await reconcile(client, table(1, NIGHTLY));
  await listed('by-hand', 'nightly');
});

test('a schedule made by hand under a declared name is left as it is, and the plan says so', async () => {
  await client.schedule.create({
    scheduleId: 'nightly',
    spec: { intervals: [{ every: '1h' }] },
    action: { type: 'startWorkflow', workflowType: 'anything', taskQueue: 'maintenance', args: [] },
  });
  expect(await reconcile(client, table(1, NIGHTLY))).toEqual({ kind: 'change', steps: [], taken: ['nightly'] });
  expect((await handle('nightly').describe()).action.workflowType).toBe('anything');
});

test('what somebody replaced by hand is put right', async () => {
  await reconcile(client, table(1, NIGHTLY));
  await handle('nightly').update((previous) => ({
    ...previous,
    action: { type: 'startWorkflow', workflowType: 'anything', taskQueue: 'high', args: [] },
  }));
  await until('the replacement', async () => (await handle('nightly').describe()).action.workflowType === 'anything');
  await reconcile(client, table(1, NIGHTLY));
  await until(
    'it to be put right',
    async () => (await handle('nightly').describe()).action.workflowType === 'pruneHousekeeping',
  );
});

test('race: two schedulers that start at once make each schedule once, and neither fails', async () => {
  const both = table(1, NIGHTLY, EVERY_MINUTE);
  await Promise.all(Array.from({ length: 4 }, () => reconcile(client, both)));
  await listed('every-minute', 'nightly');
  expect(await reconcile(client, both)).toEqual({ kind: 'change', steps: [], taken: [] });
});

test('two releases at once: the older one neither takes back nor brings back', async () => {
  const [older, newer] = [table(1, NIGHTLY, EVERY_MINUTE), table(2, { ...NIGHTLY, spec: { cron: '0 5 * * *' } })];
  await reconcile(client, older);
  await listed('every-minute', 'nightly');
  await reconcile(client, newer);
  await listed('nightly');
  expect(
    await until('the newer to rule', async () => {
      const plan = await reconcile(client, older);
      return plan.kind === 'outranked' && plan;
    }),
  ).toEqual({ kind: 'outranked', byRevision: 2 });
  expect(await idsListed()).toEqual(['nightly']);
  expect((await handle('nightly').describe()).spec.calendars).toMatchObject([{ hour: [{ start: 5 }] }]);
});

test('every part of a declaration is in its fingerprint', () => {
  const job = (changed: object) => ({ job: defineSystemJob({ ...pruneHousekeeping, ...changed }) });
  const variants: Partial<DeclaredSchedule>[] = [
    {},
    { id: 'another' },
    { spec: { cron: '0 0 * * *' } },
    { spec: { everyMs: 1_000 } },
    { overlap: 'allow' },
    { catchUpMs: 1_000 },
    { runMs: 1_000 },
    job({ workflow: 'another' }),
    job({ queue: 'low' }),
    job({ priority: 1 }),
    job({ summary: 'another' }),
  ];
  expect(new Set(variants.map((variant) => fingerprintOf({ ...NIGHTLY, ...variant }))).size).toBe(variants.length);
});

/** A change of the table without a higher revision would let two releases undo each other’s work for ever. */
test('the table has the revision it was released with; whoever changes it raises the revision and notes both here', () => {
  const prints = Object.fromEntries(DECLARATION.schedules.map((schedule) => [schedule.id, fingerprintOf(schedule)]));
  expect({ revision: DECLARATION.revision, prints }).toEqual({
    revision: 2,
    prints: {
      'missed-calls-tick': '97dcbfe91b168c15',
      'reminders-tick': '447946fac67102c3',
      'whatsapp-sessions-cleanup': '1d088fd350519f4d',
      'reminders-cleanup': 'd058bb5e5e1df1c7',
      'recordings-cleanup': '769f8e9d051fb4a0',
      'housekeeping-prune': '1661d32818e81e35',
    },
  });
});

test('no two schedules have one name', () => {
  const ids = DECLARATION.schedules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
