// What the system's owner is shown: incidents, and the job system's health.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notePast } from '../../src/db/alerts.ts';
import { alerts } from '../../src/db/schema/index.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createPerson } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

const as = (person: { headers: Record<string, string> }) => caller(api.app, person);

test('a system administrator sees the incidents, those that last first; nobody else does', async () => {
  const [openedAt, closedAt] = [new Date('2026-11-22T10:00:00Z'), new Date('2026-11-22T10:20:00Z')];
  await notePast(api.system, { key: 'no-scheduler', summary: 'No scheduler ran.', openedAt, closedAt });
  const since = new Date('2026-11-21T10:00:00Z');
  const lasts = { key: 'backlog:high', summary: '9000 tasks wait.', firstSeenAt: since, lastSeenAt: since };
  await api.system.insert(alerts).values([
    { ...lasts, openedAt: since },
    { ...lasts, key: 'seen for a moment' },
  ]);
  const { body } = await as(await createPerson(api, { systemAdmin: true })).get('/api/system/alerts');
  expect(body.items).toMatchObject([
    { key: 'backlog:high', openedAt: since.toISOString(), closedAt: null },
    { key: 'no-scheduler', openedAt: openedAt.toISOString(), closedAt: closedAt.toISOString() },
  ]);
  expect((await as(await createPerson(api)).get('/api/system/alerts')).status).toBe(403);
});

test('without a scheduler health is answered, degraded, in the seeds’ shape', async () => {
  const { statusCode, body } = await api.app.inject({ url: '/api/jobs/health' });
  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toMatchObject({
    status: 'degraded',
    scheduler: { last_tick: null, lock_held: false, lock_ttl: 0, schedules: [] },
    queues: { high: { queued: 0, started: 0, finished: 0, failed: 0, oldest_waiting_seconds: 0, pollers: 0 } },
  });
});
