// A tick's work in one business: every notice that is due by now is decided once, and told or marked missed.
import { asc, eq, lte } from 'drizzle-orm';
import { fateOf, minutesLeft, type NoticeOffset, nextNoticeAfter, noticesOf } from '../domain/reminders/notices.ts';
import type { ReminderId, UserId } from './ids.ts';
import { reminderNotices, reminders } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** A notice to give now. */
export interface DueNotice {
  reminderId: ReminderId;
  offset: NoticeOffset;
  dueAt: Date;
  note: string;
  ownerUserId: UserId | null;
  minutesLeft: number;
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
    .select()
    .from(reminders)
    .where(lte(reminders.nextNoticeAt, tick))
    .orderBy(asc(reminders.nextNoticeAt))
    .limit(AT_ONCE)
    .for('update');
  const decided = { sent: [] as DueNotice[], missed: 0 };
  for (const reminder of due) {
    const { sent, missed } = await decide(tx, reminder, tick);
    decided.sent.push(...sent);
    decided.missed += missed;
  }
  return { ...decided, more: due.length === AT_ONCE };
}

async function decide(tx: BusinessTx, reminder: typeof reminders.$inferSelect, tick: Date) {
  const { id: reminderId, dueAt, note, ownerUserId } = reminder;
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
      ownerUserId,
      minutesLeft: minutesLeft(times.dueAt, at),
    }));
  return { sent, missed: logged.length - sent.length };
}
