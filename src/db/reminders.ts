// A person's reminders: made, moved, done, opened again. Their notices are given by the ticks (`reminder-notices.ts`).
import { eq } from 'drizzle-orm';
import { nextNoticeAfter } from '../domain/reminders/notices.ts';
import type { LeadId, ReminderId, UserId } from './ids.ts';
import { leads, memberships, reminders } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

export type Reminder = Omit<typeof reminders.$inferSelect, 'businessId' | 'armedAt' | 'nextNoticeAt'>;

/** The columns of a {@link Reminder}. */
export const shownReminder = {
  id: reminders.id,
  note: reminders.note,
  leadId: reminders.leadId,
  ownerUserId: reminders.ownerUserId,
  dueAt: reminders.dueAt,
  completedAt: reminders.completedAt,
  createdAt: reminders.createdAt,
};

export interface ReminderValues {
  note: string;
  leadId: LeadId | null;
  /** Who is told; null: everyone. */
  ownerUserId: UserId | null;
  dueAt: Date;
}

/** Something a reminder names that the business does not have. */
export type Missing = 'lead' | 'owner';

export type ReminderOutcome = { kind: 'saved'; reminder: Reminder } | { kind: 'missing'; what: Missing };

export async function addReminder(tx: BusinessTx, values: ReminderValues, now: Date): Promise<ReminderOutcome> {
  const what = await missingOf(tx, values);
  if (what) return { kind: 'missing', what };
  const [made] = await tx
    .insert(reminders)
    .values({ businessId: tx.businessId, ...values, ...armed(values.dueAt, now) })
    .returning(shownReminder);
  if (!made) throw new Error('An insert of a reminder returned no row');
  return saved(tx, made);
}

export type ReminderChange = { [Key in keyof ReminderValues]?: ReminderValues[Key] | undefined };

/** Changes what is given. A due time that is moved gives its notices anew. @returns undefined when there is no such reminder */
export async function changeReminder(
  tx: BusinessTx,
  reminderId: ReminderId,
  change: ReminderChange,
  now: Date,
): Promise<ReminderOutcome | undefined> {
  const before = await lock(tx, reminderId);
  if (!before) return undefined;
  const what = await missingOf(tx, change);
  if (what) return { kind: 'missing', what };
  const moved = change.dueAt !== undefined && change.dueAt.getTime() !== before.dueAt.getTime();
  const arming = moved && !before.completedAt ? armed(change.dueAt ?? before.dueAt, now) : {};
  return write(tx, reminderId, { ...change, ...arming });
}

/** Sets a new due time, also of one that is done: it is open again. */
export async function snoozeReminder(
  tx: BusinessTx,
  reminderId: ReminderId,
  dueAt: Date,
  now: Date,
): Promise<ReminderOutcome | undefined> {
  if (!(await lock(tx, reminderId))) return undefined;
  return write(tx, reminderId, { dueAt, completedAt: null, ...armed(dueAt, now) });
}

/** Done: no more notices. Doing it again changes nothing. */
export async function completeReminder(
  tx: BusinessTx,
  reminderId: ReminderId,
  now: Date,
): Promise<ReminderOutcome | undefined> {
  const before = await lock(tx, reminderId);
  if (!before) return undefined;
  return write(tx, reminderId, { completedAt: before.completedAt ?? now, nextNoticeAt: null });
}

/** Open again, with the notices that are still to come; those given before are not given twice. */
export async function reopenReminder(
  tx: BusinessTx,
  reminderId: ReminderId,
  now: Date,
): Promise<ReminderOutcome | undefined> {
  const before = await lock(tx, reminderId);
  if (!before) return undefined;
  return write(tx, reminderId, before.completedAt ? { completedAt: null, ...armed(before.dueAt, now) } : {});
}

/** @returns false when there is no such reminder */
export async function removeReminder(tx: BusinessTx, reminderId: ReminderId): Promise<boolean> {
  const removed = await tx.delete(reminders).where(eq(reminders.id, reminderId)).returning({ id: reminders.id });
  if (removed.length > 0) tx.publish({ type: 'reminder.changed', data: { reminderId } });
  return removed.length > 0;
}

export async function readReminder(tx: BusinessTx, reminderId: ReminderId): Promise<Reminder | undefined> {
  const [row] = await tx.select(shownReminder).from(reminders).where(eq(reminders.id, reminderId));
  return row;
}

/** What is earlier than the moment of setting was never meant; the next notice is the first after it. */
function armed(dueAt: Date, now: Date): { armedAt: Date; nextNoticeAt: Date | null } {
  const times = { dueAt: dueAt.getTime(), armedAt: now.getTime() };
  const next = nextNoticeAfter(times, times.armedAt);
  return { armedAt: now, nextNoticeAt: next === undefined ? null : new Date(next) };
}

async function lock(tx: BusinessTx, reminderId: ReminderId) {
  const [row] = await tx.select().from(reminders).where(eq(reminders.id, reminderId)).for('update');
  return row;
}

async function write(
  tx: BusinessTx,
  reminderId: ReminderId,
  change: { [Column in keyof typeof reminders.$inferInsert]?: (typeof reminders.$inferInsert)[Column] | undefined },
): Promise<ReminderOutcome> {
  const isEmpty = Object.values(change).every((value) => value === undefined);
  if (!isEmpty) await tx.update(reminders).set(change).where(eq(reminders.id, reminderId));
  const reminder = await readReminder(tx, reminderId);
  if (!reminder) throw new Error('A locked reminder vanished');
  return saved(tx, reminder);
}

function saved(tx: BusinessTx, reminder: Reminder): ReminderOutcome {
  tx.publish({ type: 'reminder.changed', data: { reminderId: reminder.id } });
  return { kind: 'saved', reminder };
}

/** Whom a reminder is for when nobody is named: its maker, or everyone (null) when they are no member. */
export async function ownerByDefault(tx: BusinessTx, maker: UserId): Promise<UserId | null> {
  return (await isMember(tx, maker)) ? maker : null;
}

const isMember = async (tx: BusinessTx, userId: UserId) =>
  (await tx.$count(memberships, eq(memberships.userId, userId))) > 0;

async function missingOf(tx: BusinessTx, { leadId, ownerUserId }: ReminderChange): Promise<Missing | undefined> {
  if (leadId && (await tx.$count(leads, eq(leads.id, leadId))) === 0) return 'lead';
  if (ownerUserId && !(await isMember(tx, ownerUserId))) return 'owner';
  return undefined;
}
