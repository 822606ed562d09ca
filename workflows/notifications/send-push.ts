// Pushes one notice to every device of its person, each on its own.
import { ActivityFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { NotificationActivities } from '../../activities/notifications.ts';
import type { PushOutcome } from '../../src/db/notifications/deliveries.ts';
import type { SendPushInput } from '../../src/jobs/catalogue.ts';
import { databaseStep, pushAttempt } from '../retry-profiles.ts';

const rows = proxyLocalActivities<NotificationActivities>(databaseStep);

/** How many devices ended how. */
export type PushReport = Partial<Record<PushOutcome, number>>;

/** A device that waits for its push service holds up no other; trying ends when the notice is pointless. */
export async function sendPush({ notificationId }: SendPushInput): Promise<PushReport> {
  const { deviceIds, worthMs } = await rows.planPush({ notificationId });
  if (worthMs === 0) return { late: deviceIds.length };
  const devices = proxyActivities<NotificationActivities>({ ...pushAttempt, scheduleToCloseTimeout: worthMs });

  async function pushTo(deviceId: string): Promise<PushOutcome> {
    try {
      return await devices.pushTo({ notificationId, deviceId });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      await rows.giveUpPush({ notificationId, deviceId });
      return 'given-up';
    }
  }
  return countedBy(await Promise.all(deviceIds.map(pushTo)));
}

function countedBy(outcomes: readonly PushOutcome[]): PushReport {
  const report: PushReport = {};
  for (const outcome of outcomes) report[outcome] = (report[outcome] ?? 0) + 1;
  return report;
}
