// The browsers people want to be notified on. A device is a person's, not a business's.
import { sql } from 'drizzle-orm';
import { check, index, pgPolicy, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { DeviceId, SignInId, UserId } from '../ids.ts';
import { session } from './auth.ts';
import { appRole, createdAt, id, systemAccess } from './columns.ts';

/** The app role sees the devices of its business's members and may note that one is gone; no more. */
const devicesOfMembers = () => {
  const rule = sql`exists (select from memberships where memberships.user_id = push_subscriptions.user_id)`;
  return pgPolicy('devices_of_members', { for: 'all', to: appRole, using: rule, withCheck: rule });
};

/**
 * One row per endpoint, owned by who signed in last. It hangs on that sign-in: however it ends (sign-out, a new password,
 * the account's end), the row goes with it, and nobody reads another's notices on a shared machine.
 */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    id: id().$type<DeviceId>(),
    userId: text('user_id').$type<UserId>().notNull(),
    signInId: text('sign_in_id')
      .$type<SignInId>()
      .notNull()
      .references(() => session.id, { onDelete: 'cascade' }),
    /** Where its push service takes messages. Whoever knows it can try to push: never in a log. */
    endpoint: text('endpoint').notNull(),
    /** The browser's public key (P-256, uncompressed) and its secret, base64url (RFC 8291). */
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    /** In which it is told. */
    language: text('language', { enum: ['he', 'en'] }).notNull(),
    /** `gone`: its push service said so; nothing is sent to it any more. */
    state: text('state', { enum: ['active', 'gone'] })
      .notNull()
      .default('active'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.id] }),
    uniqueIndex('push_subscriptions_endpoint').on(table.endpoint),
    index('push_subscriptions_person').on(table.userId),
    index('push_subscriptions_sign_in').on(table.signInId),
    check('push_subscriptions_language', sql`${table.language} in ('he', 'en')`),
    check('push_subscriptions_state', sql`${table.state} in ('active', 'gone')`),
    devicesOfMembers(),
    systemAccess(),
  ],
);
