// The scheduler's sign of life.
import { schedulerRounds } from './schema/index.ts';
import type { Database } from './tenancy.ts';

/** Notes that a scheduler made its round. */
export async function recordRound(system: Database, at: Date, instance: string): Promise<void> {
  await system
    .insert(schedulerRounds)
    .values({ id: 1, at, instance })
    .onConflictDoUpdate({ target: schedulerRounds.id, set: { at, instance } });
}
