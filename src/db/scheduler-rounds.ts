// The scheduler's sign of life.
import { eq, sql } from 'drizzle-orm';
import { schedulerRounds } from './schema/index.ts';
import type { Database } from './tenancy.ts';

/** A scheduler makes a round every second; one that made none for so long counts as gone. */
export const SCHEDULER_GONE_AFTER_MS = 90_000;

/**
 * Notes that a scheduler made its round.
 * @returns when the round before it was, of whichever scheduler; undefined for the very first
 */
export async function recordRound(system: Database, at: Date, instance: string): Promise<Date | undefined> {
  const { rows } = await system.execute<{ previous: string | null }>(sql`
    insert into scheduler_rounds (id, at, instance) values (1, ${at}, ${instance})
    on conflict (id) do update set at = excluded.at, instance = excluded.instance
    returning old.at as previous`);
  const previous = rows[0]?.previous;
  return previous ? new Date(previous) : undefined;
}

/** @returns undefined when no scheduler has ever run */
export async function lastRound(system: Database): Promise<Date | undefined> {
  const [round] = await system
    .select({ at: schedulerRounds.at })
    .from(schedulerRounds)
    .where(eq(schedulerRounds.id, 1));
  return round?.at;
}

/**
 * Takes the sign of life away when it is this instance's: one that was told to stop is not missed when another one
 * starts, and health shows at once that none is left. Beside another scheduler it changes nothing.
 */
export async function forgetRound(system: Database, instance: string): Promise<void> {
  await system.delete(schedulerRounds).where(eq(schedulerRounds.instance, instance));
}
