// What people are told of, what they want pushed, and what became of each push.
import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { NotificationContent, NotificationKind } from '../../domain/notifications/notification.ts';
import type { QuietHours } from '../../domain/notifications/quiet-hours.ts';
import type { ContactId, DeviceId, NotificationId, UserId } from '../ids.ts';
import { memberships } from './businesses.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';
import { contacts } from './contacts.ts';

/** A notice to one member of the business: whether it was read is theirs alone. */
export const notifications = pgTable(
  'notifications',
  {
    businessId: businessId(),
    id: id().$type<NotificationId>(),
    userId: text('user_id').$type<UserId>().notNull(),
    /** What it says: kind, the thing it is about, values. See `domain/notifications/notification.ts`. */
    content: jsonb('content').$type<NotificationContent>().notNull(),
    /** The customer it speaks of, where it speaks of one: it goes with them. */
    contactId: uuid('contact_id').$type<ContactId>(),
    /** Chosen by whoever raised it: the same again is the same notice. */
    key: text('key').notNull(),
    /** After that it is no use to anybody: it is not pushed any more. */
    pointlessAfter: instant('pointless_after').notNull(),
    readAt: instant('read_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('notifications_key').on(table.businessId, table.userId, table.key),
    index('notifications_of_person').on(table.businessId, table.userId, table.id),
    index('notifications_unread').on(table.businessId, table.userId).where(sql`${table.readAt} is null`),
    foreignKey({
      columns: [table.businessId, table.userId],
      foreignColumns: [memberships.businessId, memberships.userId],
    }).onDelete('cascade'),
    index('notifications_contact').on(table.businessId, table.contactId).where(sql`${table.contactId} is not null`),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    index('notifications_age').on(table.createdAt, table.businessId),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

/** What one member wants pushed; without a row, everything. */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    businessId: businessId(),
    userId: text('user_id').$type<UserId>().notNull(),
    muted: text('muted').array().$type<NotificationKind[]>().notNull().default([]),
    /** On the wall clock of the business's zone. */
    quietHours: jsonb('quiet_hours').$type<QuietHours>(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.userId] }),
    foreignKey({
      columns: [table.businessId, table.userId],
      foreignColumns: [memberships.businessId, memberships.userId],
    }).onDelete('cascade'),
    ownBusinessOnly(),
  ],
);

/**
 * One notice on its way to one device, written down before the first attempt. `attempting`: under way, or its worker died.
 * `refused`: the push service does not accept our key. `late`: nobody would want it any more, or a newer one about the same thing was quicker.
 * `withdrawn`: what it speaks of has changed since. `given-up`: anything else.
 */
export const pushDeliveries = pgTable(
  'push_deliveries',
  {
    businessId: businessId(),
    notificationId: uuid('notification_id').$type<NotificationId>().notNull(),
    deviceId: uuid('device_id').$type<DeviceId>().notNull(),
    state: text('state', {
      enum: ['attempting', 'delivered', 'gone', 'refused', 'late', 'withdrawn', 'given-up'],
    }).notNull(),
    attempts: integer('attempts').notNull().default(1),
    /** Why the last attempt did not succeed, for people. */
    reason: text('reason'),
    at: instant('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.notificationId, table.deviceId] }),
    foreignKey({
      columns: [table.businessId, table.notificationId],
      foreignColumns: [notifications.businessId, notifications.id],
    }).onDelete('cascade'),
    check(
      'push_deliveries_state',
      sql`${table.state} in ('attempting', 'delivered', 'gone', 'refused', 'late', 'withdrawn', 'given-up')`,
    ),
    ownBusinessOnly(),
  ],
);
