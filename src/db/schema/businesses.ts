// Businesses (the tenants), the people who work for them, their API keys.
import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { BusinessSettings } from '../../domain/businesses/settings.ts';
import type { ApiKeyId, BusinessId, UserId } from '../ids.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';

export const businesses = pgTable(
  'businesses',
  {
    id: bigint('id', { mode: 'number' }).$type<BusinessId>().primaryKey().generatedByDefaultAsIdentity(),
    name: text('name').notNull(),
    state: text('state', { enum: ['active', 'inactive'] })
      .notNull()
      .default('active'),
    /** What the owner chose; what is absent has its default (see `domain/businesses/settings.ts`). */
    settings: jsonb('settings').$type<Partial<BusinessSettings>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [
    check('businesses_state', sql`${table.state} in ('active', 'inactive')`),
    ownBusinessOnly('id'),
    systemAccess(),
  ],
);

export const memberships = pgTable(
  'memberships',
  {
    businessId: businessId().references(() => businesses.id),
    userId: text('user_id').$type<UserId>().notNull(),
    role: text('role', { enum: ['owner', 'admin', 'agent'] }).notNull(),
    displayName: text('display_name').notNull(),
    email: text('email').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.userId] }),
    index('memberships_user').on(table.userId),
    check('memberships_role', sql`${table.role} in ('owner', 'admin', 'agent')`),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

export const apiKeys = pgTable(
  'api_keys',
  {
    businessId: businessId().references(() => businesses.id),
    id: id().$type<ApiKeyId>(),
    name: text('name').notNull(),
    /** The first characters of the key, to tell keys apart; the rest is never stored. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the whole key, hex. */
    hash: text('hash').notNull(),
    scopes: text('scopes', { enum: ['read', 'write'] })
      .array()
      .notNull(),
    createdBy: text('created_by').$type<UserId>().notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    index('api_keys_prefix').on(table.prefix),
    ownBusinessOnly(),
    systemAccess(),
  ],
);
