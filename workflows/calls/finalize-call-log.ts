// Writes down what became of a call, sums it up, and tells people.
import { ActivityFailure, log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { AfterCallActivities } from '../../activities/after-call.ts';
import type { CallActivities } from '../../activities/calls.ts';
import type { CallInput } from '../../src/jobs/catalogue.ts';
import { databaseStep, longModel } from '../retry-profiles.ts';

const rows = proxyLocalActivities<CallActivities & AfterCallActivities>(databaseStep);
const assistant = proxyActivities<AfterCallActivities>({ ...longModel, taskQueue: 'default' });

/** Every step can be repeated; the notice comes last, because it says what the summary says. */
export async function finalizeCallLog(call: CallInput): Promise<void> {
  await rows.settleTurns(call);
  await rows.settleResult(call);
  await summarize(call);
  await rows.tellOfCall(call);
}

/** A summary is a help, not a promise: people are told of the call without one. */
async function summarize(call: CallInput): Promise<void> {
  try {
    await assistant.summarizeCall(call);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('a call was not summed up');
  }
}
