// Gives one business's reminder notices that are due at a tick.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { ReminderActivities } from '../../activities/reminders.ts';
import { effectiveTick } from '../../src/domain/reminders/notices.ts';
import type { NotifyRemindersInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<ReminderActivities>(databaseStep);

/** How many notices people were told of, and how many came too late to be told. */
export interface ReminderFigures {
  sent: number;
  missed: number;
}

/** Each notice is decided once, by the log's key; a run that was held up works for the present, not for a stale minute. */
export async function notifyReminders({ tick }: NotifyRemindersInput): Promise<ReminderFigures> {
  const figures = { sent: 0, missed: 0 };
  for (;;) {
    const { sent, missed, more } = await rows.giveNotices({ tick: effectiveTick(Date.parse(tick), Date.now()) });
    figures.sent += sent;
    figures.missed += missed;
    if (!more) return figures;
  }
}
