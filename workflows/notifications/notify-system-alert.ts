// Tells the system's administrators in one business of an incident, or of its end.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { NotificationActivities } from '../../activities/notifications.ts';
import type { NotifySystemAlertInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<NotificationActivities>(databaseStep);

export async function notifySystemAlert(input: NotifySystemAlertInput): Promise<void> {
  await rows.tellOfAlert(input);
}
