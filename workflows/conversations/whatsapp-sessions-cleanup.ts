// Every five minutes: starts a job for each business that has sessions nobody closed.
import { proxyActivities } from '@temporalio/workflow';
import type { SessionActivities } from '../../activities/sessions.ts';
import type { StartFigures } from '../../src/jobs/start-for-each.ts';
import { nominalTime } from '../nominal-time.ts';
import { tickStep } from '../retry-profiles.ts';

const system = proxyActivities<SessionActivities>(tickStep);

export async function whatsappSessionsCleanup(): Promise<StartFigures> {
  return system.startSessionCleanups({ tick: nominalTime() });
}
