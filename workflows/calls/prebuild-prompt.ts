// Makes ready what the assistant is told in a call, while it rings.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { CallActivities } from '../../activities/calls.ts';
import type { CallInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<CallActivities>(databaseStep);

export async function prebuildPrompt(input: CallInput): Promise<void> {
  await rows.prebuildPrompt({ ...input, now: Date.now() });
}
