// Activities of the net under calls: those that the phone company knows of and we do not.
import { z } from 'zod';
import { acceptNews } from '../src/db/calls/accept-news.ts';
import { businessesWithVoiceNumbers, readKnownSids, readVoiceNumbers } from '../src/db/calls/voice-numbers.ts';
import { fetchMissedCalls } from '../src/jobs/catalogue.ts';
import { currentScope, currentSystemScope, type InBusiness, type InSystem } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { type StartFigures, startForEach } from '../src/jobs/start-for-each.ts';
import type { VoiceProvider } from '../src/providers/voice/voice.ts';
import { clock, readInput } from './input.ts';
import { asFailure } from './voice-failure.ts';

export interface MissedCallDependencies {
  inBusiness: InBusiness;
  inSystem: InSystem;
  jobs: Jobs;
  voice: VoiceProvider;
}

export type MissedCallActivities = ReturnType<typeof createMissedCallActivities>;

const aTime = z.object({ since: clock });

export function createMissedCallActivities({ inBusiness, inSystem, jobs, voice }: MissedCallDependencies) {
  return {
    /** One search for each business with a voice number. */
    async startMissedCalls(input: { since: number }): Promise<StartFigures> {
      const since = new Date(readInput(aTime, input).since);
      const found = await inSystem(businessesWithVoiceNumbers);
      return startForEach(jobs, found, fetchMissedCalls, { since: since.toISOString() }, currentSystemScope().traceId);
    },

    /**
     * Takes in the calls to the business's numbers that have no row yet.
     * @returns how many there were
     * @throws ProviderUnavailable (retryable), ProviderRefused
     */
    async fetchMissedCalls(input: { since: number }): Promise<number> {
      const from = new Date(readInput(aTime, input).since);
      const { traceId } = currentScope();
      let missed = 0;
      for (const { channelId, number, since } of await inBusiness(readVoiceNumbers)) {
        const all = await voice.callsTo(number, from).catch(asFailure);
        // Twilio tells whole seconds.
        const records = all.filter(({ startedAt }) => startedAt.getTime() + 1_000 > since.getTime());
        missed += await inBusiness(async (tx) => {
          const sids = records.map(({ callSid }) => callSid);
          const known = await readKnownSids(tx, sids);
          let taken = 0;
          for (const { callSid, from, ...record } of records.filter(({ callSid }) => !known.has(callSid))) {
            const numbers = { callSid, channelId, from, to: number };
            if (await acceptNews(tx, { jobs, traceId }, numbers, { kind: 'record', ...record })) taken += 1;
          }
          return taken;
        });
      }
      return missed;
    },
  };
}
