// Incidents: one row, one opening told, one end told, however often and by however many they are seen.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Alert, listAlerts, noteFindings, notePast, tellAlerts } from '../../src/db/alerts.ts';
import { connect, type DatabaseConnection } from '../../src/db/connections.ts';
import { alerts } from '../../src/db/schema/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases.ts';

let databases: TestDatabase;
let connection: DatabaseConnection;
let told: string[];
beforeAll(async () => {
  databases = await createTestDatabase();
  connection = connect(databases.systemUrl, { name: 'test' });
});
beforeEach(async () => {
  told = [];
  await connection.database.delete(alerts);
});
afterAll(async () => {
  await connection.close();
  await databases.drop();
});

const START = Date.parse('2026-11-22T10:00:00Z');
const WRONG = { key: 'no-pollers:high', summary: 'No worker takes work from the queue "high".' };
const tell = async ({ key, closedAt }: Alert) => void told.push(closedAt ? `${key} over` : key);

/** What a scheduler sees at that second. */
async function look(second: number, found: { key: string; summary: string }[], teller = tell): Promise<void> {
  await noteFindings(connection.database, found, new Date(START + second * 1_000));
  await tellAlerts(connection.database, teller);
}
async function lookEvery15(from: number, to: number, found: (typeof WRONG)[]): Promise<void> {
  for (let second = from; second <= to; second += 15) await look(second, found);
}
const all = () => listAlerts(connection.database, 10);

test('what is wrong for a moment is no incident', async () => {
  await lookEvery15(0, 45, [WRONG]);
  await lookEvery15(60, 180, []);
  expect(told).toEqual([]);
  expect(await all()).toEqual([]);
});

test('what is wrong for a minute is told once, and its end once', async () => {
  await lookEvery15(0, 300, [WRONG]);
  expect(told).toEqual(['no-pollers:high']);
  await lookEvery15(315, 600, []);
  expect(told).toEqual(['no-pollers:high', 'no-pollers:high over']);
  expect(await all()).toMatchObject([{ ...WRONG, openedAt: new Date(START + 60_000), closedAt: expect.any(Date) }]);
});

test('two schedulers, one of which sees it now and then only: one incident', async () => {
  for (let second = 0; second <= 300; second += 15) {
    await look(second, [WRONG]);
    await look(second + 7, []);
  }
  expect(told).toEqual(['no-pollers:high']);
});

test('race: many schedulers at once open one incident and tell it once', async () => {
  for (const second of [0, 30, 60, 61]) await Promise.all(Array.from({ length: 4 }, () => look(second, [WRONG])));
  expect(told).toEqual(['no-pollers:high']);
  expect(await all()).toHaveLength(1);
});

test('the same thing an hour later is another incident', async () => {
  await lookEvery15(0, 60, [WRONG]);
  await lookEvery15(75, 150, []);
  await lookEvery15(3_600, 3_660, [WRONG]);
  expect(told).toEqual(['no-pollers:high', 'no-pollers:high over', 'no-pollers:high']);
});

test('what was seen for a moment an hour ago does not make it older than it is', async () => {
  await look(0, [WRONG]);
  await look(3_600, [WRONG]);
  expect(told).toEqual([]);
});

test('an incident that goes on while nobody could look goes on', async () => {
  await lookEvery15(0, 60, [WRONG]);
  await look(3_600, [WRONG]);
  expect(told).toEqual(['no-pollers:high']);
});

test('a telling that failed is told by the next round, and does not keep others from being told', async () => {
  const other = { key: 'failing-tasks', summary: '1 workflow makes no headway.' };
  await lookEvery15(0, 45, [WRONG, other]);
  const failing = look(60, [WRONG, other], async (alert) => {
    if (alert.key === WRONG.key) throw new Error('nobody listens');
    await tell(alert);
  });
  await expect(failing).rejects.toThrow('nobody listens');
  expect(told).toEqual(['failing-tasks']);
  await look(75, [WRONG, other]);
  expect(told).toEqual(['failing-tasks', 'no-pollers:high']);
});

test('more incidents at once than there are connections are told in one round, by a teller that asks the database', async () => {
  const small = connect(databases.systemUrl, { name: 'small', max: 2 });
  const queues = ['high', 'default', 'low', 'maintenance', 'broadcasts', 'recordings'];
  const found = queues.map((queue) => ({ key: `no-pollers:${queue}`, summary: `Nobody polls ${queue}.` }));
  for (let second = 0; second <= 60; second += 15)
    await noteFindings(small.database, found, new Date(START + second * 1_000));
  await tellAlerts(small.database, async (alert) => {
    await listAlerts(small.database, 1);
    await tell(alert);
  });
  expect(told.sort()).toEqual(found.map(({ key }) => key).sort());
  await small.close();
});

test('an incident that was noticed when it was over is told once, with its end', async () => {
  const [openedAt, closedAt] = [new Date(START), new Date(START + 600_000)];
  await notePast(connection.database, { key: 'no-scheduler', summary: 'No scheduler ran.', openedAt, closedAt });
  await look(610, []);
  await look(625, []);
  expect(told).toEqual(['no-scheduler over']);
});

test('open incidents are listed before ended ones', async () => {
  await lookEvery15(0, 60, [WRONG]);
  const [openedAt, closedAt] = [new Date(START + 100_000), new Date(START + 200_000)];
  await notePast(connection.database, { key: 'no-scheduler', summary: 'No scheduler ran.', openedAt, closedAt });
  expect((await all()).map(({ key }) => key)).toEqual(['no-pollers:high', 'no-scheduler']);
});
