// Every night: starts a clean-up for each business whose log of reminder notices has old entries.
import { proxyActivities } from '@temporalio/workflow';
import type { ReminderActivities } from '../../activities/reminders.ts';
import type { StartFigures } from '../../src/jobs/start-for-each.ts';
import { nominalTime } from '../nominal-time.ts';
import { tickStep } from '../retry-profiles.ts';

const system = proxyActivities<ReminderActivities>(tickStep);

/** Long enough to answer "was I told?". */
const LOG_KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

export async function remindersCleanup(): Promise<StartFigures> {
  return system.startReminderCleanups({ before: nominalTime() - LOG_KEPT_MS });
}
