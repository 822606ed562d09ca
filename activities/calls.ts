// A call's activities: its next step, who calls, what the provider knows of it and is told.
import { z } from 'zod';
import { leadOfCall, logCaller, prebuildPrompt } from '../src/db/calls/caller.ts';
import { acceptRecord, readCalledNumber, readCallStep } from '../src/db/calls/lifecycle.ts';
import { noteRecordingBegun } from '../src/db/calls/recordings.ts';
import { settleResult } from '../src/db/calls/result.ts';
import { performToolUses } from '../src/db/calls/tool-effects.ts';
import { settleTurn } from '../src/db/calls/turn-facts.ts';
import type { CallStep } from '../src/domain/calls/next-call-step.ts';
import { currentScope, type InBusiness } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import type { VoiceProvider } from '../src/providers/voice/voice.ts';
import { callId, callSid, clock, readInput } from './input.ts';
import { asFailure } from './voice-failure.ts';

export interface CallDependencies {
  inBusiness: InBusiness;
  jobs: Jobs;
  voice: VoiceProvider;
  /** Where the provider tells that a recording is ready, for a call to that number of ours. */
  recordingCallbackUrl(toNumber: string): string;
}

export type CallActivities = ReturnType<typeof createCallActivities>;

const aCall = z.object({ callSid, callId });
const aTurn = aCall.extend({ n: z.number().int().min(1) });
const aMoment = aCall.extend({ now: clock });
const since = z.number().int().min(0);
const aStep = aMoment.extend({
  progress: z.object({
    logged: z.boolean(),
    recorded: z.boolean(),
    asks: since,
    askedAt: since,
    hangUps: since,
    hungUpAt: since,
  }),
});
type Call = z.input<typeof aCall>;

export function createCallActivities({ inBusiness, jobs, voice, recordingCallbackUrl }: CallDependencies) {
  const onward = () => ({ jobs, traceId: currentScope().traceId });

  return {
    /** Reads the call's row and says what comes next. */
    async nextCallStep(input: z.input<typeof aStep>): Promise<CallStep> {
      const { callId, progress, now } = readInput(aStep, input);
      return inBusiness((tx) => readCallStep(tx, callId, progress, now));
    },

    /** Gives the call its contact. */
    async logCaller(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      await inBusiness((tx) => logCaller(tx, callId));
    },

    /** Makes ready what the assistant is told; `now` is when the call began to be followed. */
    async prebuildPrompt(input: z.input<typeof aMoment>): Promise<void> {
      const { callId, now } = readInput(aMoment, input);
      await inBusiness((tx) => prebuildPrompt(tx, callId, now));
    },

    async leadOfCall(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      await inBusiness((tx) => leadOfCall(tx, onward(), callId));
    },

    /** What became of it, as far as the rows tell by now. */
    async settleResult(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      await inBusiness((tx) => settleResult(tx, callId));
    },

    /** What was accepted in the call and is not done yet. */
    async performTools(input: Call): Promise<void> {
      const { callId } = readInput(aCall, input);
      await inBusiness((tx) => performToolUses(tx, onward(), callId, new Date()));
    },

    /** What was learnt from one turn. */
    async settleTurn(input: z.input<typeof aTurn>): Promise<void> {
      const { callId, n } = readInput(aTurn, input);
      await inBusiness((tx) => settleTurn(tx, onward(), callId, n, new Date()));
    },

    /**
     * Asks the provider what it has written down of the call: callbacks that were lost are made up for.
     * @throws ProviderUnavailable (retryable), ProviderRefused
     */
    async askProvider(input: Call): Promise<void> {
      const { callId, callSid } = readInput(aCall, input);
      const record = await voice.readCall(callSid).catch(asFailure);
      if (record) await inBusiness((tx) => acceptRecord(tx, onward(), callId, { kind: 'record', ...record }));
    },

    /** Ends the call at the provider. @throws ProviderUnavailable (retryable), ProviderRefused */
    async hangUp(input: Call): Promise<void> {
      const { callSid } = readInput(aCall, input);
      await voice.hangUp(callSid).catch(asFailure);
    },

    /**
     * Has the call recorded from now on, unless the caller has refused meanwhile.
     * @throws ProviderUnavailable (retryable), ProviderRefused
     */
    async startRecording(input: Call): Promise<void> {
      const { callId, callSid } = readInput(aCall, input);
      const to = await inBusiness((tx) => readCalledNumber(tx, callId));
      if (to === undefined) return;
      const recording = await voice.startRecording(callSid, recordingCallbackUrl(to)).catch(asFailure);
      if (recording) await inBusiness((tx) => noteRecordingBegun(tx, onward(), callId, recording));
    },
  };
}
