// Does what the assistant promised in a call.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { CallActivities } from '../../activities/calls.ts';
import type { PerformCallToolInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<CallActivities>(databaseStep);

/** Rows only, in one transaction: a message among them is sent by its conversation. */
export async function performCallTool({ callSid, callId }: PerformCallToolInput): Promise<void> {
  await rows.performTools({ callSid, callId });
}
