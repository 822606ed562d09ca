// Columns and policies every table of business data shares: the tenant, the time, row-level security.
import { sql } from 'drizzle-orm';
import { bigint, customType, pgPolicy, pgRole, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { BusinessId } from '../ids.ts';

/** Works for one business at a time; sees no other. */
export const appRole = pgRole('prosaas_app').existing();

/** Routes, relays and looks up API keys across businesses; sees the named tables only. */
export const systemRole = pgRole('prosaas_system').existing();

/** `business_id`, first in every key of a business table. */
export const businessId = () => bigint('business_id', { mode: 'number' }).$type<BusinessId>().notNull();

/** An id that sorts by the time it was made (UUID version 7). */
export const id = () => uuid('id').notNull().default(sql`uuidv7()`);

/** An instant, in UTC. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Bytes, as they are. */
export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
});

export const createdAt = () => instant('created_at').notNull().defaultNow();

/** The setting is '' after a transaction that had set it, hence nullif; the sub-select lets the planner read it once. */
const currentBusiness = sql`(select nullif(current_setting('app.business_id', true), '')::bigint)`;

/** Rows of the business of this transaction, read and written; nothing without one. */
export const ownBusinessOnly = (column = 'business_id') => {
  const rule = sql`${sql.identifier(column)} = ${currentBusiness}`;
  return pgPolicy('own_business_only', { for: 'all', to: appRole, using: rule, withCheck: rule });
};

/** The system role's way in, for the tables it routes, relays or looks up by. Its grants say what it may do there. */
export const systemAccess = () =>
  pgPolicy('system', { for: 'all', to: systemRole, using: sql`true`, withCheck: sql`true` });
