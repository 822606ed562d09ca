// Makes a race certain: rows are held until everybody waits for them, then let go at once.
import pg from 'pg';
import { until } from '../support/until.ts';

/**
 * Holds what `lock` selects, starts the work, waits until as many as the work's promises wait for a lock, and lets go.
 * @throws when they do not all wait: then nothing keeps them from overtaking each other
 */
export async function raceFor<Result>(
  ownerUrl: string,
  lock: { text: string; values: unknown[] },
  start: () => Promise<Result>[],
): Promise<Result[]> {
  const holder = new pg.Client({ connectionString: ownerUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query(lock);
    const racers = start();
    await until('all of them to wait', async () => (await countWaiting(ownerUrl)) >= racers.length, 5_000);
    await holder.query('commit');
    return await Promise.all(racers);
  } finally {
    await holder.end();
  }
}

/** From outside: a transaction sees one picture of the activity. */
async function countWaiting(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query(
    "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  await client.end();
  return rows[0].waiting;
}
