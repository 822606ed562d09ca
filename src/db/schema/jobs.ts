// What the job system keeps in Postgres: starts not yet handed to Temporal, operations, live events.
import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AlertId, OperationId, UserId } from '../ids.ts';
import { businesses } from './businesses.ts';
import { businessId, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';

/** A start that belongs to a committed transaction; gone as soon as Temporal has it. */
export const outbox = pgTable(
  'outbox',
  {
    businessId: businessId().references(() => businesses.id),
    workflowId: text('workflow_id').notNull(),
    /** Made anew by each write, so that handing over an older one does not remove a newer one. */
    token: uuid('token').notNull(),
    job: text('job').notNull(),
    input: jsonb('input').$type<object>().notNull(),
    traceId: text('trace_id').notNull(),
    createdAt: createdAt(),
    /** When a relay took it last; null while only the process that wrote it has tried. */
    triedAt: instant('tried_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.workflowId] }),
    index('outbox_relay').on(table.triedAt.asc().nullsFirst(), table.createdAt),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

/** Long work a person started and may cancel; the workflow's own rows say how far it is. */
export const operations = pgTable(
  'operations',
  {
    businessId: businessId().references(() => businesses.id),
    id: id().$type<OperationId>(),
    kind: text('kind').notNull(),
    workflowId: text('workflow_id').notNull(),
    startedBy: text('started_by').$type<UserId>(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.id] }), ownBusinessOnly()],
);

/** What changed, numbered without gaps in commit order per business; read by the live feed. */
export const events = pgTable(
  'events',
  {
    businessId: businessId().references(() => businesses.id),
    number: bigint('number', { mode: 'number' }).notNull(),
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, string>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.number] }), ownBusinessOnly(), systemAccess()],
);

/** The last event number of a business: its row lock is what keeps numbers in commit order. */
export const eventCounters = pgTable(
  'event_counters',
  {
    businessId: businessId()
      .primaryKey()
      .references(() => businesses.id),
    lastNumber: bigint('last_number', { mode: 'number' }).notNull(),
  },
  () => [ownBusinessOnly()],
);

/** The scheduler's last round, for `/api/jobs/health`. One row, written by whichever scheduler came last. */
export const schedulerRounds = pgTable(
  'scheduler_rounds',
  {
    id: integer('id').primaryKey().default(1),
    at: instant('at').notNull(),
    instance: text('instance').notNull(),
  },
  (table) => [check('scheduler_rounds_one_row', sql`${table.id} = 1`)],
);

/** When a schedule was last seen paused: it is not late for what it left out until then. */
export const schedulePauses = pgTable('schedule_pauses', {
  scheduleId: text('schedule_id').primaryKey(),
  seenAt: instant('seen_at').notNull(),
});

/** What the system's owner should know: one row an incident, seen by whichever scheduler looks. */
export const alerts = pgTable(
  'alerts',
  {
    id: id().$type<AlertId>().primaryKey(),
    /** The incident's name: `no-pollers:high`, `schedule-late:housekeeping-prune`, … */
    key: text('key').notNull(),
    /** What is wrong, in words, as it was first seen. */
    summary: text('summary').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** Null: seen, but not for long enough to tell anybody. */
    openedAt: instant('opened_at'),
    closedAt: instant('closed_at'),
    /** What people have been told of it. */
    told: text('told', { enum: ['nothing', 'opening', 'end'] })
      .notNull()
      .default('nothing'),
  },
  (table) => [
    uniqueIndex('alerts_open').on(table.key).where(sql`${table.closedAt} is null`),
    index('alerts_recent').on(table.firstSeenAt),
    check('alerts_told', sql`${table.told} in ('nothing', 'opening', 'end')`),
  ],
);
