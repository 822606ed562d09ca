// Activities after a call: its last turns settled, summed up, told of.
import { z } from 'zod';
import { keepSummary, readForSummary, tellOfCall } from '../src/db/calls/after-call.ts';
import { settleTurns } from '../src/db/calls/turn-facts.ts';
import { currentScope, type InBusiness } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import type { CallSummarizer } from '../src/providers/llm/calls/summarizer.ts';
import { callId, callSid, readInput } from './input.ts';

export interface AfterCallDependencies {
  inBusiness: InBusiness;
  jobs: Jobs;
  summarizer: CallSummarizer;
}

export type AfterCallActivities = ReturnType<typeof createAfterCallActivities>;

const aCall = z.object({ callSid, callId });
type Call = z.input<typeof aCall>;

export function createAfterCallActivities({ inBusiness, jobs, summarizer }: AfterCallDependencies) {
  const onward = () => ({ jobs, traceId: currentScope().traceId });

  return {
    /** What was learnt from the turns that nobody has settled. */
    async settleTurns(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      await inBusiness((tx) => settleTurns(tx, onward(), callId, new Date()));
    },

    /** Sums the call up, if the caller said anything, and keeps that once. A model that fails is done without. */
    async summarizeCall(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      const talk = await inBusiness((tx) => readForSummary(tx, callId));
      if (!talk) return;
      const summary = await summarizer.summarize(talk, currentScope().log);
      await inBusiness((tx) => keepSummary(tx, onward(), callId, summary));
    },

    /** Tells people how it ended. Repeating it tells nobody twice. */
    async tellOfCall(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      await inBusiness((tx) => tellOfCall(tx, onward(), callId, new Date()));
    },
  };
}
