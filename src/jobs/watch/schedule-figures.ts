// When each declared schedule ran last, when it runs next, and whether it is late.
import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { SchedulePauses } from '../../db/schedule-pauses.ts';
import type { Declaration } from '../schedules.ts';

export interface ScheduleFigures {
  id: string;
  paused: boolean;
  /** The nominal time of its latest run; null before the first. */
  lastRunAt: Date | null;
  nextRunAt: Date | null;
  /** How long ago a run was due that has not been started; 0 when none was, or while it is paused. */
  lateSeconds: number;
}

/**
 * Of those that exist: one that is missing is the reconciler's to make.
 * @param pauses when each was last seen paused: what it left out until then is not missed
 * @throws gRPC errors when Temporal is away
 */
export async function readScheduleFigures(
  client: Client,
  { schedules }: Declaration,
  pauses: SchedulePauses,
  now: number,
): Promise<ScheduleFigures[]> {
  const read = await Promise.all(schedules.map(({ id }) => readSchedule(client, id, pauses.get(id), now)));
  return read.flat();
}

async function readSchedule(
  client: Client,
  id: string,
  seenPausedAt: Date | undefined,
  now: number,
): Promise<ScheduleFigures[]> {
  try {
    const { info, state } = await client.schedule.getHandle(id).describe();
    const lastRunAt = info.recentActions.at(-1)?.scheduledAt ?? null;
    // Of its pausing the server keeps no time: we remember having seen it.
    const begins = [lastRunAt, info.createdAt, info.lastUpdatedAt, seenPausedAt];
    const since = Math.max(...begins.map((at) => at?.getTime() ?? 0));
    return [
      {
        id,
        paused: state.paused,
        lastRunAt,
        nextRunAt: info.nextActionTimes[0] ?? null,
        lateSeconds: state.paused ? 0 : lateSeconds(since, info.nextActionTimes, now),
      },
    ];
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return [];
    throw error;
  }
}

/**
 * Reckoned from the runs that were started, so that it shows a server that starts none, runs left out because the one
 * before them never ends, and runs missed by more than the catch-up window.
 * @param since when it ran last, was made or changed, or was still paused
 * @param next its next times; the longest pause between two of them is how long it may be silent
 */
export function lateSeconds(since: number, next: readonly Date[], now: number): number {
  const pauses = next.slice(1).map((at, index) => at.getTime() - (next[index]?.getTime() ?? 0));
  if (pauses.length === 0) return 0;
  return Math.max(0, Math.round((now - since - Math.max(...pauses)) / 1_000));
}
