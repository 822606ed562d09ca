// Channels: the numbers a business is reached by, on WhatsApp (`cloud`) and on the phone (`twilio`).
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ChannelId } from '../ids.ts';
import { businesses } from './businesses.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';

export const channels = pgTable(
  'channels',
  {
    businessId: businessId().references(() => businesses.id),
    id: id().$type<ChannelId>(),
    provider: text('provider', { enum: ['cloud', 'twilio'] }).notNull(),
    /** What the provider calls the number by (Cloud API: phone_number_id; Twilio: E.164). */
    numberId: text('number_id').notNull(),
    displayNumber: text('display_number').notNull(),
    name: text('name').notNull(),
    /**
     * AES-256-GCM over the provider's credentials as JSON; see `db/encryption.ts`. Empty for a voice number: those belong
     * to the system's own Twilio account.
     */
    credentials: text('credentials').notNull(),
    /** `reconnect`: the provider refused the credentials; nothing is sent until they are saved anew. */
    state: text('state', { enum: ['active', 'reconnect', 'disabled'] })
      .notNull()
      .default('active'),
    /** WhatsApp asked the whole number to wait: nothing is sent by it until then … */
    heldUntil: instant('held_until'),
    /** … for this reason, for people; kept after the wait is over. */
    heldReason: text('held_reason'),
    /** The WhatsApp channel for messages that do not answer one that came in. */
    isSending: boolean('is_sending').notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    // The one key across businesses: a number belongs to one of them, or inbound messages could not be routed.
    uniqueIndex('channels_number').on(table.provider, table.numberId),
    uniqueIndex('channels_sending').on(table.businessId).where(sql`${table.isSending}`),
    check('channels_provider', sql`${table.provider} in ('cloud', 'twilio')`),
    check('channels_credentials', sql`(${table.provider} = 'twilio') = (${table.credentials} = '')`),
    check('channels_sending_whatsapp', sql`${table.provider} = 'cloud' or not ${table.isSending}`),
    check('channels_state', sql`${table.state} in ('active', 'reconnect', 'disabled')`),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

/** Numbers that webhooks named and no business has: counted for the system's owner, never business data. */
export const unroutedNumbers = pgTable(
  'unrouted_numbers',
  {
    provider: text('provider').notNull(),
    numberId: text('number_id').notNull(),
    count: bigint('count', { mode: 'number' }).notNull().default(1),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.numberId] })],
);
