// What the scheduler sees of the system, for the Prometheus rules in ops/prometheus.
import { Gauge, type Registry } from 'prom-client';
import type { SystemFigures } from '../jobs/watch/figures.ts';
import { LIMITS } from '../jobs/watch/findings.ts';

export interface WatchMetrics {
  /** A round was made, at that instant (ms since the epoch). */
  roundMade(at: number): void;
  /** Everything could be looked at. */
  watched(figures: SystemFigures, at: number): void;
}

export function createWatchMetrics(register: Registry): WatchMetrics {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const round = gauge('prosaas_scheduler_last_round_timestamp_seconds', 'When this scheduler made its last round');
  const looked = gauge('prosaas_watch_last_look_timestamp_seconds', 'When this scheduler last saw all that it watches');
  const backlog = gauge('prosaas_queue_backlog', 'Tasks no worker has taken yet', ['queue']);
  const waiting = gauge('prosaas_queue_oldest_waiting_seconds', 'Age of the oldest waiting task', ['queue']);
  const waitingLimit = gauge('prosaas_queue_oldest_waiting_limit_seconds', 'How long a task may wait', ['queue']);
  const pollers = gauge('prosaas_queue_pollers', 'Workers that take work from the queue', ['queue']);
  const late = gauge('prosaas_schedule_late_seconds', 'How long a run has been due', ['schedule']);
  const completed = gauge('prosaas_workflows_completed_recently', 'Workflows completed in the last ten minutes');
  const failed = gauge('prosaas_workflows_failed_recently', 'Workflows that failed in the last ten minutes');
  const failing = gauge('prosaas_workflows_with_failing_tasks', 'Workflows whose tasks fail again and again');
  const unknown = gauge(
    'prosaas_outbox_unknown_starts',
    'Starts that wait because this release does not have their job',
  );
  for (const [queue, limit] of Object.entries(LIMITS.oldestWaitingSeconds)) waitingLimit.set({ queue }, limit);
  return {
    roundMade: (at) => round.set(at / 1_000),
    watched(figures, at) {
      for (const [queue, one] of Object.entries(figures.queues)) {
        backlog.set({ queue }, one.backlog);
        waiting.set({ queue }, one.oldestWaitingSeconds);
        pollers.set({ queue }, one.pollers);
      }
      // One that was removed must not stay late for ever.
      late.reset();
      for (const { id, lateSeconds } of figures.schedules) late.set({ schedule: id }, lateSeconds);
      completed.set(figures.ended.completed);
      failed.set(figures.ended.failed);
      failing.set(figures.withFailingTasks);
      unknown.set(figures.unknownStarts.reduce((sum, { starts }) => sum + starts, 0));
      looked.set(at / 1_000);
    },
  };
}
