// What a member of the business wants pushed.
import { eq } from 'drizzle-orm';
import { DEFAULT_PREFERENCES, type NotificationPreferences } from '../../domain/notifications/preferences.ts';
import type { UserId } from '../ids.ts';
import { memberships, notificationPreferences } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

export async function readPreferences(tx: BusinessTx, userId: UserId): Promise<NotificationPreferences> {
  const [row] = await tx
    .select({ muted: notificationPreferences.muted, quietHours: notificationPreferences.quietHours })
    .from(notificationPreferences)
    .where(eq(notificationPreferences.userId, userId));
  return row ?? DEFAULT_PREFERENCES;
}

/** @returns false for someone who is no member of the business */
export async function savePreferences(
  tx: BusinessTx,
  userId: UserId,
  { muted, quietHours }: NotificationPreferences,
): Promise<boolean> {
  const [member] = await tx
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(eq(memberships.userId, userId))
    .for('key share');
  if (!member) return false;
  await tx
    .insert(notificationPreferences)
    .values({ businessId: tx.businessId, userId, muted: [...muted], quietHours })
    .onConflictDoUpdate({
      target: [notificationPreferences.businessId, notificationPreferences.userId],
      set: { muted: [...muted], quietHours },
    });
  return true;
}
