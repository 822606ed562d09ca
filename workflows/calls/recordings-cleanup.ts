// Every night: starts a clean-up for each business that has recordings it no longer wants to keep.
import { proxyActivities } from '@temporalio/workflow';
import type { RetentionActivities } from '../../activities/retention.ts';
import type { StartFigures } from '../../src/jobs/start-for-each.ts';
import { nominalTime } from '../nominal-time.ts';
import { tickStep } from '../retry-profiles.ts';

const system = proxyActivities<RetentionActivities>(tickStep);

export async function recordingsCleanup(): Promise<StartFigures> {
  return system.startRecordingCleanups({ tick: nominalTime() });
}
