// Numbers that providers named and no business has: counted for the system's owner, nothing else of them is kept.
import { sql } from 'drizzle-orm';
import { unroutedNumbers } from './schema/index.ts';
import type { Database } from './tenancy.ts';

export async function countUnrouted(system: Database, provider: 'cloud' | 'twilio', numberId: string): Promise<void> {
  await system
    .insert(unroutedNumbers)
    .values({ provider, numberId: numberId.slice(0, 64) })
    .onConflictDoUpdate({
      target: [unroutedNumbers.provider, unroutedNumbers.numberId],
      set: { count: sql`${unroutedNumbers.count} + 1`, lastSeenAt: sql`now()` },
    });
}
