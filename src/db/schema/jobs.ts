// What the job system keeps in Postgres: starts not yet handed to Temporal, operations, live events.
import { sql } from 'drizzle-orm';
import { bigint, check, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { OperationId, UserId } from '../ids.ts';
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
  },
  (table) => [primaryKey({ columns: [table.businessId, table.workflowId] }), ownBusinessOnly(), systemAccess()],
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
  (table) => [primaryKey({ columns: [table.businessId, table.number] }), ownBusinessOnly()],
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
