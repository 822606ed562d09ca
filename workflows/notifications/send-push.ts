// Pushes one notice to every device of its person, each on its own.
import { ActivityFailure, ApplicationFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { NotificationActivities } from '../../activities/notifications.ts';
import type { PushOutcome } from '../../src/db/notifications/deliveries.ts';
import type { SendPushInput } from '../../src/jobs/catalogue.ts';
import type { FailureType } from '../../src/jobs/failures.ts';
import { databaseStep, pushAttempt } from '../retry-profiles.ts';

const rows = proxyLocalActivities<NotificationActivities>(databaseStep);

const CLOSED = 'BusinessUnavailable' satisfies FailureType;

/** How many devices ended how. */
export type PushReport = Partial<Record<PushOutcome, number>>;

/**
 * A device that waits for its push service holds up no other; trying ends when the notice is pointless, or withdrawn: what
 * it speaks of has changed, or its business was closed.
 */
export async function sendPush({ notificationId }: SendPushInput): Promise<PushReport> {
  const plan = await whileOpen(rows.planPush({ notificationId }));
  // In a closed business not even the number of devices can be read.
  if (!plan) return { withdrawn: 0 };
  const { deviceIds, worthMs } = plan;
  if (worthMs === 0) return { late: deviceIds.length };
  const devices = proxyActivities<NotificationActivities>({ ...pushAttempt, scheduleToCloseTimeout: worthMs });

  async function pushTo(deviceId: string): Promise<PushOutcome> {
    try {
      return (await whileOpen(devices.pushTo({ notificationId, deviceId }))) ?? 'withdrawn';
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const givenUp = rows.giveUpPush({ notificationId, deviceId }).then(() => 'given-up' as const);
      return (await whileOpen(givenUp)) ?? 'withdrawn';
    }
  }
  return countedBy(await Promise.all(deviceIds.map(pushTo)));
}

/** @returns undefined when the business is closed: nobody works in it, and that is no failure */
async function whileOpen<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    // What a local activity throws comes as it is.
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (cause instanceof ApplicationFailure && cause.type === CLOSED) return undefined;
    throw error;
  }
}

function countedBy(outcomes: readonly PushOutcome[]): PushReport {
  const report: PushReport = {};
  for (const outcome of outcomes) report[outcome] = (report[outcome] ?? 0) + 1;
  return report;
}
