// Tells people: one row for each of them, and a push to whoever wants one, all with the caller's commit.
import { and, eq, exists, inArray, type SQL, sql } from 'drizzle-orm';
import type { NotificationContent } from '../../domain/notifications/notification.ts';
import {
  DEFAULT_PREFERENCES,
  type NotificationPreferences,
  wantsPush,
} from '../../domain/notifications/preferences.ts';
import { sendPush } from '../../jobs/catalogue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { readSettings } from '../businesses.ts';
import type { ContactId, UserId } from '../ids.ts';
import { memberships, notificationPreferences, notifications, pushSubscriptions } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

export type NewNotification = NotificationContent & {
  /** Who is told, of the business's members; anybody else is passed over. */
  to: readonly UserId[] | 'everyone' | 'owners';
  /** The customer it speaks of: when their data is removed, so is the notice. */
  contactId?: ContactId;
  /** Unique per business and person: the same again changes nothing, and pushes nothing. */
  key: string;
  /** When it is no use to anybody any more: no push goes out after it, and none waits longer at a push service. */
  pointlessAfter: Date;
};

/** Writes the notices; each that is new is pushed to its person's devices by a job of its own, unless they want none now. */
export async function notify(
  tx: BusinessTx,
  jobs: Jobs,
  notification: NewNotification,
  traceId: string,
): Promise<void> {
  const people = await readPeople(tx, notification.to);
  if (people.length === 0) return;
  const written = await write(tx, notification, people);
  for (const { userId } of written) tx.publish({ type: 'notification.changed', data: { userId } });
  const reachable = people.filter(({ hasDevice }) => hasDevice);
  if (reachable.length === 0) return;
  const { timeZone } = (await readSettings(tx)).hours;
  for (const { userId, preferences } of reachable) {
    const notice = written.find((row) => row.userId === userId);
    if (!notice || !wantsPush(preferences, notification.kind, timeZone, Date.now())) continue;
    await jobs.enqueue(tx, sendPush, { notificationId: notice.id }, traceId);
  }
}

interface Recipient {
  userId: UserId;
  preferences: NotificationPreferences;
  hasDevice: boolean;
}

async function readPeople(tx: BusinessTx, to: NewNotification['to']): Promise<Recipient[]> {
  const devices = tx
    .select({ id: pushSubscriptions.id })
    .from(pushSubscriptions)
    .where(and(eq(pushSubscriptions.userId, memberships.userId), eq(pushSubscriptions.state, 'active')));
  const rows = await tx
    .select({
      userId: memberships.userId,
      muted: notificationPreferences.muted,
      quietHours: notificationPreferences.quietHours,
      hasDevice: sql<boolean>`${exists(devices)}`,
    })
    .from(memberships)
    .leftJoin(
      notificationPreferences,
      and(
        eq(notificationPreferences.businessId, memberships.businessId),
        eq(notificationPreferences.userId, memberships.userId),
      ),
    )
    .where(theseOf(to));
  return rows.map(({ userId, muted, quietHours, hasDevice }) => ({
    userId,
    hasDevice,
    preferences: muted === null ? DEFAULT_PREFERENCES : { muted, quietHours },
  }));
}

function theseOf(to: NewNotification['to']): SQL | undefined {
  if (to === 'everyone') return undefined;
  return to === 'owners' ? eq(memberships.role, 'owner') : inArray(memberships.userId, [...to]);
}

/** @returns the rows that are new */
async function write(tx: BusinessTx, notification: NewNotification, people: readonly Recipient[]) {
  const { kind, about, values, contactId, key, pointlessAfter } = notification;
  const content = { kind, about, values } as NotificationContent;
  return tx
    .insert(notifications)
    .values(
      people.map(({ userId }) => ({ businessId: tx.businessId, userId, content, contactId, key, pointlessAfter })),
    )
    .onConflictDoNothing({ target: [notifications.businessId, notifications.userId, notifications.key] })
    .returning({ id: notifications.id, userId: notifications.userId });
}
