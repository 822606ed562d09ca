// Clearing away what no business needs any more, across businesses, a batch at a time.
import { lt, sql } from 'drizzle-orm';
import { notifications } from './schema/index.ts';
import type { Database } from './tenancy.ts';

/** A batch is at most so many businesses and so many rows of each: a second's work, and a short transaction. */
const BUSINESSES = 20;
const ROWS_OF_EACH = 500;

/**
 * Deletes one batch of live events from before `before`. Of each business only the oldest, up to the first that is to
 * be kept: numbers stay without gaps, which is how a reader knows that it has missed nothing.
 * @returns how many were deleted; 0 when there are none left
 */
export async function pruneEvents(system: Database, before: Date): Promise<number> {
  const { rowCount } = await system.execute(sql`
    with with_work as (
      select id from businesses
      where (select created_at from events where business_id = id order by number limit 1) < ${before}
      limit ${BUSINESSES}
    ), doomed as (
      select aged.business_id, aged.number from with_work cross join lateral (
        select oldest.business_id, oldest.number,
               bool_and(oldest.created_at < ${before}) over (order by oldest.number) as is_old
        from (
          select business_id, number, created_at from events where business_id = with_work.id
          order by number limit ${ROWS_OF_EACH}
        ) oldest
      ) aged where aged.is_old
    )
    delete from events using doomed
    where events.business_id = doomed.business_id and events.number = doomed.number`);
  return rowCount ?? 0;
}

/** So many of one batch, over all businesses. */
const NOTICES = 1_000;

/**
 * Deletes one batch of notices from before `before`, read or not, with what is known of their pushes.
 * @returns how many were deleted; 0 when there are none left
 */
export async function pruneNotices(system: Database, before: Date): Promise<number> {
  const { rowCount } = await system.execute(sql`
    delete from notifications where (business_id, id) in (
      select business_id, id from notifications where ${lt(notifications.createdAt, before)} limit ${NOTICES}
    )`);
  return rowCount ?? 0;
}

/**
 * Deletes sign-ins that have expired; the devices that were to be notified by them go with them.
 * @returns how many were deleted
 */
export async function pruneSignIns(system: Database, now: Date): Promise<number> {
  const { rowCount } = await system.execute(sql`delete from auth.session where expires_at < ${now.toISOString()}`);
  return rowCount ?? 0;
}
