// When the scheduler last saw a schedule paused. Kept here so that another scheduler knows, too: the server does not say.
import { sql } from 'drizzle-orm';
import { schedulePauses } from './schema/index.ts';
import type { Database } from './tenancy.ts';

/** By the schedule's id; one that was never seen paused is not in it. */
export type SchedulePauses = ReadonlyMap<string, Date>;

/** Notes that these schedules are paused now. */
export async function notePauses(system: Database, scheduleIds: readonly string[], now: Date): Promise<void> {
  if (scheduleIds.length === 0) return;
  await system
    .insert(schedulePauses)
    .values(scheduleIds.map((scheduleId) => ({ scheduleId, seenAt: now })))
    .onConflictDoUpdate({
      target: schedulePauses.scheduleId,
      // Two schedulers may look at once; the later look counts.
      set: { seenAt: sql`greatest(${schedulePauses.seenAt}, excluded.seen_at)` },
    });
}

export async function readPauses(system: Database): Promise<SchedulePauses> {
  const rows = await system.select().from(schedulePauses);
  return new Map(rows.map(({ scheduleId, seenAt }) => [scheduleId, seenAt]));
}
