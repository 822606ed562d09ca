// Finds out who calls: the call gets its contact.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { CallActivities } from '../../activities/calls.ts';
import type { CallInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<CallActivities>(databaseStep);

export async function createCallLog(input: CallInput): Promise<void> {
  await rows.logCaller(input);
}
