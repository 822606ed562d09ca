// One notice's way to each device of its person: written down before an attempt, settled after it.
import { and, eq, gt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Language } from '../../domain/conversations/language.ts';
import type { NotificationContent } from '../../domain/notifications/notification.ts';
import type { DeviceId, NotificationId, ReminderId } from '../ids.ts';
import { notifications, pushDeliveries, pushSubscriptions, reminders } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

/** How the push of one notice to one device ended. */
export type PushOutcome = Exclude<(typeof pushDeliveries.$inferSelect)['state'], 'attempting'>;

/** Whom to push to, and for how long it is worth trying. */
export interface PushPlan {
  deviceIds: DeviceId[];
  /** Milliseconds until the notice is pointless; 0 when it is. */
  worthMs: number;
}

/** The devices the notice's person has now; none when the notice is gone. */
export async function planPush(tx: BusinessTx, notificationId: NotificationId, now: Date): Promise<PushPlan> {
  const rows = await tx
    .select({ deviceId: pushSubscriptions.id, pointlessAfter: notifications.pointlessAfter })
    .from(notifications)
    .innerJoin(
      pushSubscriptions,
      and(eq(pushSubscriptions.userId, notifications.userId), eq(pushSubscriptions.state, 'active')),
    )
    .where(eq(notifications.id, notificationId));
  const worthMs = Math.max(0, (rows[0]?.pointlessAfter.getTime() ?? 0) - now.getTime());
  return { deviceIds: rows.map(({ deviceId }) => deviceId), worthMs };
}

/** What one attempt needs to know. */
export interface PushAttempt {
  notificationId: NotificationId;
  content: NotificationContent;
  /** Seconds until it is pointless, 1 or more. */
  ttlSeconds: number;
  device: { id: DeviceId; endpoint: string; p256dh: string; auth: string; language: Language };
}

export type PushClaim = { kind: 'attempt'; attempt: PushAttempt } | { kind: 'settled'; outcome: PushOutcome };

/**
 * Writes the attempt down before it is made. A notice that reached this device is not pushed to it again. A claim left
 * open by a worker that died is tried again under the same topic and tag: what went out before is replaced, at the push
 * service or on the screen, and what did not is not lost. A notice that a newer one about the same thing has overtaken,
 * while its push service asked to wait, is late: pushed now it would take the newer one's place. One whose reminder has
 * been done, moved or removed since is withdrawn.
 */
export async function claimPush(
  tx: BusinessTx,
  notificationId: NotificationId,
  deviceId: DeviceId,
  now: Date,
): Promise<PushClaim> {
  const settled = await settledAs(tx, notificationId, deviceId);
  if (settled) return { kind: 'settled', outcome: settled };
  const found = await readAttempt(tx, notificationId, deviceId);
  if (!found) {
    await settlePush(tx, notificationId, deviceId, 'gone');
    return { kind: 'settled', outcome: 'gone' };
  }
  const { content, pointlessAfter, device } = found;
  const ttlSeconds = Math.floor((pointlessAfter.getTime() - now.getTime()) / 1_000);
  const isLate = ttlSeconds < 1 || (await isOvertaken(tx, notificationId));
  const state = isLate ? 'late' : (await isOutdated(tx, content)) ? 'withdrawn' : 'attempting';
  await tx
    .insert(pushDeliveries)
    .values({ businessId: tx.businessId, notificationId, deviceId, state, at: now })
    .onConflictDoUpdate({
      target: [pushDeliveries.businessId, pushDeliveries.notificationId, pushDeliveries.deviceId],
      set: { state, attempts: sql`${pushDeliveries.attempts} + 1`, at: now },
    });
  if (state !== 'attempting') return { kind: 'settled', outcome: state };
  return { kind: 'attempt', attempt: { notificationId, content, ttlSeconds, device } };
}

/** Whether the person has a newer notice of the same kind about the same thing: ids sort by time. */
async function isOvertaken(tx: BusinessTx, notificationId: NotificationId): Promise<boolean> {
  const newer = alias(notifications, 'newer');
  const subject = (notice: typeof notifications | typeof newer) =>
    sql`(${notice.content}->'kind', ${notice.content}->'about')`;
  const [row] = await tx
    .select({ id: newer.id })
    .from(notifications)
    .innerJoin(newer, and(eq(newer.userId, notifications.userId), gt(newer.id, notifications.id)))
    .where(and(eq(notifications.id, notificationId), sql`${subject(newer)} = ${subject(notifications)}`))
    .limit(1);
  return row !== undefined;
}

/** Whether what the notice speaks of is not so any more. */
async function isOutdated(tx: BusinessTx, { kind, about, values }: NotificationContent): Promise<boolean> {
  if (kind !== 'reminder') return false;
  const [reminder] = await tx
    .select({ dueAt: reminders.dueAt, completedAt: reminders.completedAt })
    .from(reminders)
    .where(eq(reminders.id, about.reminderId as ReminderId));
  return !reminder || reminder.completedAt !== null || reminder.dueAt.toISOString() !== values.dueAt;
}

async function settledAs(
  tx: BusinessTx,
  notificationId: NotificationId,
  deviceId: DeviceId,
): Promise<PushOutcome | undefined> {
  const [row] = await tx
    .select({ state: pushDeliveries.state })
    .from(pushDeliveries)
    .where(and(eq(pushDeliveries.notificationId, notificationId), eq(pushDeliveries.deviceId, deviceId)))
    .for('update');
  return row === undefined || row.state === 'attempting' ? undefined : row.state;
}

/** Undefined when the device has another owner by now: what is meant for one person is not shown to the next. */
async function readAttempt(tx: BusinessTx, notificationId: NotificationId, deviceId: DeviceId) {
  const [row] = await tx
    .select({
      content: notifications.content,
      pointlessAfter: notifications.pointlessAfter,
      device: {
        id: pushSubscriptions.id,
        endpoint: pushSubscriptions.endpoint,
        p256dh: pushSubscriptions.p256dh,
        auth: pushSubscriptions.auth,
        language: pushSubscriptions.language,
      },
    })
    .from(notifications)
    .innerJoin(
      pushSubscriptions,
      and(
        eq(pushSubscriptions.id, deviceId),
        eq(pushSubscriptions.userId, notifications.userId),
        eq(pushSubscriptions.state, 'active'),
      ),
    )
    .where(eq(notifications.id, notificationId));
  return row;
}

/** Notes why an attempt did not succeed; it will be made again. */
export async function notePushTrouble(
  tx: BusinessTx,
  notificationId: NotificationId,
  deviceId: DeviceId,
  reason: string,
): Promise<void> {
  await change(tx, notificationId, deviceId, { reason });
}

/** The last word on this device: only an open row is settled. @param reason for people, where it was not delivered */
export async function settlePush(
  tx: BusinessTx,
  notificationId: NotificationId,
  deviceId: DeviceId,
  outcome: PushOutcome,
  reason?: string,
): Promise<void> {
  await change(tx, notificationId, deviceId, {
    state: outcome,
    ...(outcome === 'delivered' ? { reason: null } : reason === undefined ? {} : { reason }),
  });
}

async function change(
  tx: BusinessTx,
  notificationId: NotificationId,
  deviceId: DeviceId,
  values: Partial<typeof pushDeliveries.$inferInsert>,
): Promise<void> {
  await tx
    .update(pushDeliveries)
    .set(values)
    .where(
      and(
        eq(pushDeliveries.notificationId, notificationId),
        eq(pushDeliveries.deviceId, deviceId),
        eq(pushDeliveries.state, 'attempting'),
      ),
    );
}
