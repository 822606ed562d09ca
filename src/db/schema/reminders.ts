// Reminders people set themselves, and the log of the notices given of them.
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { LeadId, ReminderId, UserId } from '../ids.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';
import { leads } from './contacts.ts';

export const reminders = pgTable(
  'reminders',
  {
    businessId: businessId(),
    id: id().$type<ReminderId>(),
    note: text('note').notNull(),
    leadId: uuid('lead_id').$type<LeadId>(),
    /** Who is told; null: everyone. */
    ownerUserId: text('owner_user_id').$type<UserId>(),
    dueAt: instant('due_at').notNull(),
    /** When this due time was set. A notice of an earlier instant was never meant. */
    armedAt: instant('armed_at').notNull(),
    /** The next notice not decided yet; null when there is none, or it is done. Written with the due time and by the ticks. */
    nextNoticeAt: instant('next_notice_at'),
    completedAt: instant('completed_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    index('reminders_open').on(table.businessId, table.dueAt, table.id).where(sql`${table.completedAt} is null`),
    index('reminders_lead').on(table.businessId, table.leadId).where(sql`${table.leadId} is not null`),
    // What a tick asks, across businesses and then inside one.
    index('reminders_next_notice')
      .on(table.nextNoticeAt, table.businessId)
      .where(sql`${table.nextNoticeAt} is not null`),
    foreignKey({ columns: [table.businessId, table.leadId], foreignColumns: [leads.businessId, leads.id] }).onDelete(
      'cascade',
    ),
    check('reminders_done', sql`${table.completedAt} is null or ${table.nextNoticeAt} is null`),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

/** Each notice once: by reminder, offset and the due time it speaks of, so that a moved due time gives notice anew. */
export const reminderNotices = pgTable(
  'reminder_notices',
  {
    businessId: businessId(),
    reminderId: uuid('reminder_id').$type<ReminderId>().notNull(),
    /** Minutes before the due time. */
    offsetMinutes: integer('offset_minutes').notNull(),
    dueAt: instant('due_at').notNull(),
    fate: text('fate', { enum: ['sent', 'missed'] }).notNull(),
    /** The tick that decided it. */
    decidedAt: instant('decided_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.reminderId, table.offsetMinutes, table.dueAt] }),
    index('reminder_notices_age').on(table.decidedAt, table.businessId),
    foreignKey({
      columns: [table.businessId, table.reminderId],
      foreignColumns: [reminders.businessId, reminders.id],
    }).onDelete('cascade'),
    check('reminder_notices_fate', sql`${table.fate} in ('sent', 'missed')`),
    ownBusinessOnly(),
    systemAccess(),
  ],
);
