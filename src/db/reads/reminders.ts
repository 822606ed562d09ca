// Reminders as lists show them: open ones by when they are due, done ones the newest first.
import { and, asc, desc, eq, gt, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { LeadId, ReminderId, UserId } from '../ids.ts';
import { type Reminder, shownReminder } from '../reminders.ts';
import { reminders } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';

export interface RemindersWanted {
  state: 'open' | 'done';
  leadId?: LeadId | undefined;
  ownerUserId?: UserId | undefined;
  /** The last reminder of the page before. */
  after?: { at: Date; id: ReminderId } | undefined;
  limit: number;
}

export async function listReminders(tx: BusinessTx, wanted: RemindersWanted): Promise<Reminder[]> {
  const { state, leadId, ownerUserId, after, limit } = wanted;
  const isOpen = state === 'open';
  const [order, beyond] = isOpen ? [asc, gt] : [desc, lt];
  const at = isOpen ? reminders.dueAt : reminders.completedAt;
  return tx
    .select(shownReminder)
    .from(reminders)
    .where(
      and(
        isOpen ? isNull(reminders.completedAt) : isNotNull(reminders.completedAt),
        leadId && eq(reminders.leadId, leadId),
        ownerUserId && eq(reminders.ownerUserId, ownerUserId),
        after && or(beyond(at, after.at), and(eq(at, after.at), beyond(reminders.id, after.id))),
      ),
    )
    .orderBy(order(at), order(reminders.id))
    .limit(limit);
}
