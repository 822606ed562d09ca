// What is wrong with the figures, in words. Pure; the same limits stand behind the Prometheus rules in ops/.
import type { TaskQueue } from '../task-queues.ts';
import type { SystemFigures } from './figures.ts';

/** One thing that is wrong; the key names the incident. */
export interface Finding {
  readonly key: string;
  readonly summary: string;
}

export const LIMITS = {
  /** More tasks than any queue works off in minutes. */
  backlog: 5_000,
  /** By how long whoever waits for the queue may wait. */
  oldestWaitingSeconds: {
    high: 30,
    default: 120,
    low: 900,
    maintenance: 3_600,
    broadcasts: 3_600,
    recordings: 3_600,
  } satisfies Record<TaskQueue, number>,
  scheduleLateSeconds: 120,
  /** Of what ended in ten minutes; a few failures are no rate. */
  failures: { atLeast: 5, share: 0.2 },
} as const;

/** @returns nothing when all is well */
export function findings(figures: SystemFigures): Finding[] {
  return [
    ...Object.entries(figures.queues).flatMap(([queue, waiting]) => ofQueue(queue as TaskQueue, waiting)),
    ...figures.schedules.flatMap(ofSchedule),
    ...ofFailures(figures.ended),
    ...ofFailingTasks(figures.withFailingTasks),
    ...figures.unknownStarts.map(ofUnknownStarts),
  ];
}

function ofQueue(
  queue: TaskQueue,
  { backlog, oldestWaitingSeconds, pollers }: SystemFigures['queues'][TaskQueue],
): Finding[] {
  const found: Finding[] = [];
  if (backlog > LIMITS.backlog)
    found.push({ key: `backlog:${queue}`, summary: `${backlog} tasks wait in the queue "${queue}".` });
  if (oldestWaitingSeconds > LIMITS.oldestWaitingSeconds[queue])
    found.push({
      key: `waiting:${queue}`,
      summary: `A task has waited for ${oldestWaitingSeconds} s in the queue "${queue}".`,
    });
  if (pollers === 0)
    found.push({ key: `no-pollers:${queue}`, summary: `No worker takes work from the queue "${queue}".` });
  return found;
}

function ofSchedule({ id, lateSeconds, lastRunAt }: SystemFigures['schedules'][number]): Finding[] {
  if (lateSeconds <= LIMITS.scheduleLateSeconds) return [];
  const since = lastRunAt ? `has not run since ${lastRunAt.toISOString()}` : 'has never run';
  return [{ key: `schedule-late:${id}`, summary: `The schedule "${id}" is ${lateSeconds} s late: it ${since}.` }];
}

function ofFailures({ completed, failed }: SystemFigures['ended']): Finding[] {
  const { atLeast, share } = LIMITS.failures;
  if (failed < atLeast || failed <= share * (completed + failed)) return [];
  return [{ key: 'failures', summary: `${failed} of ${completed + failed} workflows failed in the last ten minutes.` }];
}

function ofFailingTasks(count: number): Finding[] {
  if (count === 0) return [];
  return [
    {
      key: 'failing-tasks',
      summary: `${count} workflows make no headway because their tasks fail: look at the workers' release.`,
    },
  ];
}

const ofUnknownStarts = ({ job, starts }: SystemFigures['unknownStarts'][number]): Finding => ({
  key: `unknown-job:${job}`,
  summary: `${starts} starts of the job "${job}" wait, which this release does not have: bring back the release that has it within 30 days, or they are thrown away.`,
});
