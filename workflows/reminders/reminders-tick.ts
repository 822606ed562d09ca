// Every minute: starts a job for each business that has a reminder notice due.
import { proxyActivities } from '@temporalio/workflow';
import type { ReminderActivities } from '../../activities/reminders.ts';
import { effectiveTick } from '../../src/domain/reminders/notices.ts';
import type { StartFigures } from '../../src/jobs/start-for-each.ts';
import { nominalTime } from '../nominal-time.ts';
import { tickStep } from '../retry-profiles.ts';

const system = proxyActivities<ReminderActivities>(tickStep);

/** What a missed tick should have found, the next one finds. */
export async function remindersTick(): Promise<StartFigures> {
  return system.startDueReminders({ tick: effectiveTick(nominalTime(), Date.now()) });
}
