// Incidents: opened once, told once, closed once, however many schedulers look.
import { and, desc, eq, isNotNull, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { AlertId } from './ids.ts';
import { alerts } from './schema/index.ts';
import type { Database } from './tenancy.ts';

/** An incident that people are told of, or have been. */
export interface Alert {
  id: AlertId;
  /** The incident's name; at any time one alert of that name is open at most. */
  key: string;
  summary: string;
  openedAt: Date;
  /** Null while it lasts. */
  closedAt: Date | null;
}

/** What was there for a moment only (a worker that restarts) is no incident. */
const OPENED_AFTER_MS = 60_000;
/** And what was away for a moment only has not ended; two schedulers that see different things do not make it flicker. */
const CLOSED_AFTER_MS = 60_000;

/**
 * Notes what is wrong now. What has been for a minute is opened; what has not been for a minute is closed.
 * To be called only when everything could be looked at: what could not be seen has not ended.
 */
export async function noteFindings(
  system: Database,
  found: readonly { key: string; summary: string }[],
  now: Date,
): Promise<void> {
  const gone = new Date(now.getTime() - CLOSED_AFTER_MS);
  await system.transaction(async (tx) => {
    if (found.length > 0) {
      await tx
        .insert(alerts)
        .values(found.map(({ key, summary }) => ({ key, summary, firstSeenAt: now, lastSeenAt: now })))
        .onConflictDoUpdate({
          target: alerts.key,
          targetWhere: isNull(alerts.closedAt),
          set: {
            lastSeenAt: now,
            // Seen long ago, for a moment: that was another time.
            firstSeenAt: sql`case when ${alerts.openedAt} is null and ${alerts.lastSeenAt} < ${gone} then excluded.first_seen_at else ${alerts.firstSeenAt} end`,
          },
        });
    }
    const lasted = new Date(now.getTime() - OPENED_AFTER_MS);
    await tx
      .update(alerts)
      .set({ openedAt: now })
      .where(and(isNull(alerts.openedAt), eq(alerts.lastSeenAt, now), lte(alerts.firstSeenAt, lasted)));
    const unseen = and(isNull(alerts.closedAt), lt(alerts.lastSeenAt, gone));
    await tx.delete(alerts).where(and(unseen, isNull(alerts.openedAt)));
    await tx.update(alerts).set({ closedAt: now }).where(unseen);
  });
}

/** Writes down an incident that was noticed when it was over. */
export async function notePast(
  system: Database,
  past: { key: string; summary: string; openedAt: Date; closedAt: Date },
): Promise<void> {
  await system.insert(alerts).values({ ...past, firstSeenAt: past.openedAt, lastSeenAt: past.closedAt });
}

const untold = or(
  and(isNotNull(alerts.openedAt), isNull(alerts.closedAt), eq(alerts.told, 'nothing')),
  and(isNotNull(alerts.openedAt), isNotNull(alerts.closedAt), ne(alerts.told, 'end')),
);

/**
 * Tells each opening and each end, once over all schedulers: who tells holds the row. A process that dies between the
 * telling and the commit makes it told again, so a listener's own key should be the alert's id and whether it is over.
 * An incident that was over before its opening could be told is told once, with its end.
 * @param tell one that throws is called again by the next round; it must not take longer than seconds
 * @throws the first error of `tell`, when all have been tried
 */
export async function tellAlerts(system: Database, tell: (alert: Alert) => Promise<void>): Promise<void> {
  const waiting = await system.select({ id: alerts.id }).from(alerts).where(untold).orderBy(alerts.firstSeenAt);
  const errors: unknown[] = [];
  // One after another: each holds a connection, and the teller wants one too. All at once could take the last of them.
  for (const { id } of waiting) await tellOne(system, id, tell).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

async function tellOne(system: Database, id: AlertId, tell: (alert: Alert) => Promise<void>): Promise<void> {
  await system.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(alerts)
      .where(and(eq(alerts.id, id), untold))
      .for('update', { skipLocked: true });
    if (!row?.openedAt) return;
    const { key, summary, openedAt, closedAt } = row;
    await tell({ id, key, summary, openedAt, closedAt });
    await tx
      .update(alerts)
      .set({ told: closedAt ? 'end' : 'opening' })
      .where(eq(alerts.id, id));
  });
}

/**
 * Deletes incidents that ended before an instant.
 * @returns how many
 */
export async function pruneAlerts(system: Database, before: Date): Promise<number> {
  const { rowCount } = await system.delete(alerts).where(lt(alerts.closedAt, before));
  return rowCount ?? 0;
}

/** The open ones first, then the latest. */
export async function listAlerts(system: Database, limit: number): Promise<Alert[]> {
  const { id, key, summary, openedAt, closedAt } = alerts;
  const rows = await system
    .select({ id, key, summary, openedAt, closedAt })
    .from(alerts)
    .where(isNotNull(openedAt))
    .orderBy(desc(isNull(closedAt)), desc(openedAt))
    .limit(limit);
  return rows.flatMap((row) => (row.openedAt ? [{ ...row, openedAt: row.openedAt }] : []));
}
