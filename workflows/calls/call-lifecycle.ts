// Follows one phone call to its end. It reads the call's row; what rings it carries no data.
import { ActivityFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CallActivities } from '../../activities/calls.ts';
import type { CallProgress } from '../../src/domain/calls/next-call-step.ts';
import {
  type CallInput,
  createCallLog,
  createLeadFromCall,
  finalizeCallLog,
  prebuildPrompt,
  processRecording,
} from '../../src/jobs/catalogue.ts';
import { hangBell } from '../bell.ts';
import { doJob, startJob } from '../child-job.ts';
import { databaseStep, providerCall } from '../retry-profiles.ts';

const rows = proxyLocalActivities<CallActivities>(databaseStep);
const provider = proxyActivities<CallActivities>(providerCall);

/** Outside any process of ours: it makes up for lost callbacks, ends what goes on too long or belongs to nobody. */
export async function callLifecycle(call: CallInput): Promise<void> {
  const bell = hangBell();
  let progress: CallProgress = { logged: false, recorded: false, asks: 0, askedAt: 0, hangUps: 0, hungUpAt: 0 };
  for (;;) {
    bell.silence();
    const step = await rows.nextCallStep({ ...call, progress, now: Date.now() });
    switch (step.kind) {
      case 'gone':
        return;
      case 'log':
        await logCall(call);
        progress = { ...progress, logged: true };
        break;
      case 'record':
        await attempt(() => provider.startRecording(call));
        progress = { ...progress, recorded: true };
        break;
      case 'ask':
        await attempt(() => provider.askProvider(call));
        progress = { ...progress, asks: progress.asks + 1, askedAt: Date.now() };
        break;
      case 'hang-up':
        await attempt(() => provider.hangUp(call));
        await attempt(() => provider.askProvider(call));
        progress = { ...progress, hangUps: progress.hangUps + 1, hungUpAt: Date.now() };
        break;
      case 'wait':
        await bell.rings(step.ms);
        break;
      case 'over':
        if (step.recordings === 'expected') await startJob(processRecording, call);
        await doJob(finalizeCallLog, call);
        return;
    }
  }
}

/** Who calls, what the assistant is told, and the lead: what needs the contact waits for it. */
async function logCall(call: CallInput): Promise<void> {
  await startJob(prebuildPrompt, call);
  await doJob(createCallLog, call);
  await startJob(createLeadFromCall, call);
}

/** The provider could not be had for this: the next step looks again, later. */
async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
}
