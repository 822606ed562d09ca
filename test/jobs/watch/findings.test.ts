// What counts as wrong: each limit from both sides.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TASK_QUEUES } from '../../../src/jobs/task-queues.ts';
import type { SystemFigures } from '../../../src/jobs/watch/figures.ts';
import { findings, LIMITS } from '../../../src/jobs/watch/findings.ts';
import { lateSeconds } from '../../../src/jobs/watch/schedule-figures.ts';

const quiet = { backlog: 0, oldestWaitingSeconds: 0, pollers: 1 };
const WELL: SystemFigures = {
  queues: Object.fromEntries(TASK_QUEUES.map((queue) => [queue, quiet])) as SystemFigures['queues'],
  schedules: [],
  ended: { completed: 100, failed: 0 },
  withFailingTasks: 0,
  unknownStarts: [],
};
const keys = (changed: Partial<SystemFigures>) => findings({ ...WELL, ...changed }).map(({ key }) => key);
const high = (changed: object) => keys({ queues: { ...WELL.queues, high: { ...quiet, ...changed } } });
const late = (seconds: number) =>
  keys({ schedules: [{ id: 'tick', paused: false, lastRunAt: null, nextRunAt: null, lateSeconds: seconds }] });

test('when all is well nothing is found', () => {
  expect(findings(WELL)).toEqual([]);
});

test('a queue is found by its backlog, by its oldest task and by having no workers', () => {
  expect([high({ backlog: LIMITS.backlog }), high({ backlog: LIMITS.backlog + 1 })]).toEqual([[], ['backlog:high']]);
  expect([high({ oldestWaitingSeconds: 30 }), high({ oldestWaitingSeconds: 31 })]).toEqual([[], ['waiting:high']]);
  expect(high({ pollers: 0 })).toEqual(['no-pollers:high']);
});

test('a schedule is late after two minutes', () => {
  expect([late(120), late(121)]).toEqual([[], ['schedule-late:tick']]);
});

test('failures are found by their share, and not when they are few', () => {
  const ended = (completed: number, failed: number) => keys({ ended: { completed, failed } });
  expect([ended(0, 4), ended(0, 5), ended(80, 20), ended(79, 21)]).toEqual([[], ['failures'], [], ['failures']]);
});

test('each job that this release does not have is an incident of its own', () => {
  const unknownStarts = [
    { job: 'ofOld', starts: 1 },
    { job: 'ofNew', starts: 7 },
  ];
  expect(keys({ unknownStarts })).toEqual(['unknown-job:ofOld', 'unknown-job:ofNew']);
});

test('one workflow whose tasks fail is enough', () => {
  expect(keys({ withFailingTasks: 1 })).toEqual(['failing-tasks']);
});

test('no key is found twice', () => {
  const nothing = { backlog: 9_999, oldestWaitingSeconds: 9_999, pollers: 0 };
  const queues = Object.fromEntries(TASK_QUEUES.map((queue) => [queue, nothing])) as SystemFigures['queues'];
  const found = keys({ queues, ended: { completed: 0, failed: 9 }, withFailingTasks: 3 });
  expect(new Set(found).size).toBe(found.length);
});

const MINUTE_MS = 60_000;
const nextOf = (from: number, everyMs: number) =>
  Array.from({ length: 5 }, (_, index) => new Date(from + index * everyMs));

test('a tick is late by what passed since its next run was due', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 86_400_000 }), fc.integer({ min: 0, max: 10_000 }), (everyMs, by) => {
      const ran = 1_000_000_000_000;
      expect(lateSeconds(ran, nextOf(ran + everyMs, everyMs), ran + everyMs + by * 1_000)).toBe(by);
    }),
  );
});

test('a server that goes on counting but leaves runs out is found: the last run is what counts', () => {
  const [ran, now] = [1_000_000_000_000, 1_000_000_000_000 + 10 * MINUTE_MS];
  expect(lateSeconds(ran, nextOf(now + MINUTE_MS, MINUTE_MS), now)).toBe(540);
});

test('a schedule that pauses over the weekend is not late on a Sunday', () => {
  const [friday, monday] = [Date.parse('2026-11-20T09:00:00Z'), Date.parse('2026-11-23T09:00:00Z')];
  const next = [...nextOf(monday, 86_400_000), new Date(monday + 7 * 86_400_000)];
  expect(lateSeconds(friday, next, Date.parse('2026-11-22T09:00:00Z'))).toBe(0);
});

test('a schedule with no further runs is never late', () => {
  expect(lateSeconds(0, [], 1_000_000_000_000)).toBe(0);
});
