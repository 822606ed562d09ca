// The scheduler's look at the system: figures for the metrics, incidents for the system's owner.
import type { Client } from '@temporalio/client';
import { noteFindings, notePast } from '../../db/alerts.ts';
import { notePauses } from '../../db/schedule-pauses.ts';
import { recordRound, SCHEDULER_GONE_AFTER_MS } from '../../db/scheduler-rounds.ts';
import type { Database } from '../../db/tenancy.ts';
import type { WatchMetrics } from '../../telemetry/watch-metrics.ts';
import { readFigures } from './figures.ts';
import { findings } from './findings.ts';

export interface WatchDependencies {
  client: Client;
  system: Database;
  metrics: WatchMetrics;
}

/**
 * Looks once. When it cannot see everything it decides nothing: what could not be seen has not ended.
 * @throws gRPC errors when Temporal is away, database errors when Postgres is
 */
export async function look({ client, system, metrics }: WatchDependencies, now: Date): Promise<void> {
  const figures = await readFigures(client, system, now.getTime());
  const paused = figures.schedules.filter((schedule) => schedule.paused).map(({ id }) => id);
  await notePauses(system, paused, now);
  metrics.watched(figures, now.getTime());
  await noteFindings(system, findings(figures), now);
}

/** Says that a scheduler is there, and writes down that there was none when that is so. */
export async function noteRound(
  { system, metrics }: Pick<WatchDependencies, 'system' | 'metrics'>,
  now: Date,
  instance: string,
): Promise<void> {
  const previous = await recordRound(system, now, instance);
  metrics.roundMade(now.getTime());
  // Nobody could tell while it lasted; the Prometheus rule and the api's health did.
  if (!previous || now.getTime() - previous.getTime() <= SCHEDULER_GONE_AFTER_MS) return;
  const summary = `No scheduler ran between ${previous.toISOString()} and ${now.toISOString()}; schedules fired all the same, starts in the outbox waited.`;
  await notePast(system, { key: 'no-scheduler', summary, openedAt: previous, closedAt: now });
}
