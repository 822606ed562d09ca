// One person's notices in one business, as the bell shows them.
import { and, asc, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { NotificationId, UserId } from '../ids.ts';
import { notifications, pushDeliveries } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

export interface NotificationsWanted {
  /** The last notice of the page before. */
  after?: NotificationId | undefined;
  limit: number;
}

/** The newest first: ids sort by time. */
export async function listNotifications(tx: BusinessTx, userId: UserId, { after, limit }: NotificationsWanted) {
  return tx
    .select({
      id: notifications.id,
      content: notifications.content,
      readAt: notifications.readAt,
      createdAt: notifications.createdAt,
    })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), after && lt(notifications.id, after)))
    .orderBy(desc(notifications.id))
    .limit(limit);
}

export async function countUnread(tx: BusinessTx, userId: UserId): Promise<number> {
  return tx.$count(notifications, and(eq(notifications.userId, userId), isNull(notifications.readAt)));
}

/** Each device's result, by when it was last tried. @returns undefined when the person has no such notice */
export async function readDeliveries(tx: BusinessTx, userId: UserId, id: NotificationId) {
  const [own] = await tx
    .select({ id: notifications.id })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), eq(notifications.id, id)));
  if (!own) return undefined;
  return tx
    .select({
      state: pushDeliveries.state,
      attempts: pushDeliveries.attempts,
      reason: pushDeliveries.reason,
      at: pushDeliveries.at,
    })
    .from(pushDeliveries)
    .where(eq(pushDeliveries.notificationId, id))
    .orderBy(asc(pushDeliveries.at));
}

/** Read once is read for good: the first time is kept. @returns false when the person has no such notice */
export async function markRead(tx: BusinessTx, userId: UserId, id: NotificationId): Promise<boolean> {
  const marked = await tx
    .update(notifications)
    .set({ readAt: sql`coalesce(${notifications.readAt}, now())` })
    .where(and(eq(notifications.userId, userId), eq(notifications.id, id)))
    .returning({ id: notifications.id });
  if (marked.length > 0) tx.publish({ type: 'notification.changed', data: { userId } });
  return marked.length > 0;
}

/** Also those that came after the person last looked: the list shows them as read, not as gone. */
export async function markAllRead(tx: BusinessTx, userId: UserId): Promise<void> {
  await tx
    .update(notifications)
    .set({ readAt: sql`now()` })
    .where(and(eq(notifications.userId, userId), isNull(notifications.readAt)));
  tx.publish({ type: 'notification.changed', data: { userId } });
}
