// A tick's work in one business: every notice that is due by now is decided once, and told or marked missed.
import { and, asc, desc, eq, lt, lte, sql } from 'drizzle-orm';
import { fateOf, type NoticeOffset, nextNoticeAfter, noticesOf } from '../domain/reminders/notices.ts';
import type { BusinessId, ContactId, ConversationId, LeadId, ReminderId, UserId } from './ids.ts';
import { businesses, contacts, conversations, leads, memberships, reminderNotices, reminders } from './schema/index.ts';
import type { BusinessTx, Database } from './tenancy.ts';

/** A notice to give now. */
export interface DueNotice {
  reminderId: ReminderId;
  offset: NoticeOffset;
  dueAt: Date;
  note: string;
  leadId: LeadId | null;
  /** Null: everyone is told, also when the owner has left. */
  ownerUserId: UserId | null;
}

/** As many reminders in one transaction; the rest has its turn in the next one. */
const AT_ONCE = 200;

export interface Decided {
  /** The caller tells people of these in the same transaction. */
  sent: DueNotice[];
  missed: number;
  /** There may be more for this tick. */
  more: boolean;
}

/**
 * Decides what is due at a tick. The log's key keeps a notice from being given twice, whatever ticks run in what order.
 * @param tick the instant the tick works for
 */
export async function decideNotices(tx: BusinessTx, tick: Date): Promise<Decided> {
  const due = await tx
    .select({
      id: reminders.id,
      note: reminders.note,
      leadId: reminders.leadId,
      dueAt: reminders.dueAt,
      armedAt: reminders.armedAt,
      ownerUserId: memberships.userId,
    })
    .from(reminders)
    .leftJoin(
      memberships,
      and(eq(memberships.businessId, reminders.businessId), eq(memberships.userId, reminders.ownerUserId)),
    )
    .where(lte(reminders.nextNoticeAt, tick))
    .orderBy(asc(reminders.nextNoticeAt))
    .limit(AT_ONCE)
    .for('update', { of: reminders });
  const decided = { sent: [] as DueNotice[], missed: 0 };
  for (const reminder of due) {
    const { sent, missed } = await decide(tx, reminder, tick);
    decided.sent.push(...sent);
    decided.missed += missed;
  }
  return { ...decided, more: due.length === AT_ONCE };
}

type DueReminder = Pick<typeof reminders.$inferSelect, 'id' | 'note' | 'leadId' | 'dueAt' | 'armedAt' | 'ownerUserId'>;

async function decide(tx: BusinessTx, reminder: DueReminder, tick: Date) {
  const { id: reminderId, dueAt, note, leadId, ownerUserId } = reminder;
  const times = { dueAt: dueAt.getTime(), armedAt: reminder.armedAt.getTime() };
  const at = tick.getTime();
  const rows = noticesOf(times)
    .filter((notice) => notice.at <= at)
    .map(({ offset }) => ({
      businessId: tx.businessId,
      reminderId,
      offsetMinutes: offset,
      dueAt,
      fate: fateOf(offset, times.dueAt, at),
      decidedAt: tick,
    }));
  const logged =
    rows.length === 0 ? [] : await tx.insert(reminderNotices).values(rows).onConflictDoNothing().returning();
  const next = nextNoticeAfter(times, at);
  await tx
    .update(reminders)
    .set({ nextNoticeAt: next === undefined ? null : new Date(next) })
    .where(eq(reminders.id, reminderId));
  const sent = logged
    .filter(({ fate }) => fate === 'sent')
    .map(({ offsetMinutes }) => ({
      reminderId,
      offset: offsetMinutes as NoticeOffset,
      dueAt,
      note,
      leadId,
      ownerUserId,
    }));
  return { sent, missed: logged.length - sent.length };
}

/** Whom a reminder's lead is, and where one talks with them. */
export async function readTopic(
  tx: BusinessTx,
  leadId: LeadId,
): Promise<{ name: string | null; contactId: ContactId; conversationId: ConversationId | undefined } | undefined> {
  const [row] = await tx
    .select({ name: contacts.name, contactId: contacts.id, conversationId: conversations.id })
    .from(leads)
    .innerJoin(contacts, and(eq(contacts.businessId, leads.businessId), eq(contacts.id, leads.contactId)))
    .leftJoin(
      conversations,
      and(eq(conversations.businessId, contacts.businessId), eq(conversations.contactId, contacts.id)),
    )
    .where(eq(leads.id, leadId))
    .orderBy(desc(conversations.lastMessageAt))
    .limit(1);
  return row && { ...row, conversationId: row.conversationId ?? undefined };
}

/** For the system's tick: which open businesses have a notice due. */
export async function businessesWithDueNotices(system: Database, tick: Date): Promise<BusinessId[]> {
  const rows = await system
    .selectDistinct({ businessId: reminders.businessId })
    .from(reminders)
    .innerJoin(businesses, and(eq(businesses.id, reminders.businessId), eq(businesses.state, 'active')))
    .where(lte(reminders.nextNoticeAt, tick));
  return rows.map(({ businessId }) => businessId);
}

/** For the system's clean-up: which open businesses have log entries from before an instant. */
export async function businessesWithOldNotices(system: Database, before: Date): Promise<BusinessId[]> {
  const rows = await system
    .selectDistinct({ businessId: reminderNotices.businessId })
    .from(reminderNotices)
    .innerJoin(businesses, and(eq(businesses.id, reminderNotices.businessId), eq(businesses.state, 'active')))
    .where(lt(reminderNotices.decidedAt, before));
  return rows.map(({ businessId }) => businessId);
}

const PRUNED_AT_ONCE = 1_000;

/**
 * Deletes one batch of log entries from before an instant: their due times are long past, so none can be given again.
 * @returns how many; 0 when there are none left
 */
export async function pruneReminderLog(tx: BusinessTx, before: Date): Promise<number> {
  const { rowCount } = await tx.execute(sql`
    delete from reminder_notices where ctid in (
      select ctid from reminder_notices where decided_at < ${before} limit ${PRUNED_AT_ONCE}
    )`);
  return rowCount ?? 0;
}
