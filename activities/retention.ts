// Activities that let go of recordings: finding the businesses that have old ones, removing the audio everywhere.
import { z } from 'zod';
import { businessesWithOldRecordings, noteExpired, readOldRecordings } from '../src/db/calls/retention.ts';
import { cleanRecordings } from '../src/jobs/catalogue.ts';
import { currentSystemScope, type InBusiness, type InSystem } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { type StartFigures, startForEach } from '../src/jobs/start-for-each.ts';
import type { FileStorage } from '../src/providers/storage/storage.ts';
import type { VoiceProvider } from '../src/providers/voice/voice.ts';
import { clock, readInput } from './input.ts';
import { asFailure } from './voice-failure.ts';

export interface RetentionDependencies {
  inBusiness: InBusiness;
  inSystem: InSystem;
  jobs: Jobs;
  voice: VoiceProvider;
  storage: FileStorage;
}

export type RetentionActivities = ReturnType<typeof createRetentionActivities>;

const aTick = z.object({ tick: clock });
const anInstant = z.object({ now: clock });

export function createRetentionActivities({ inBusiness, inSystem, jobs, voice, storage }: RetentionDependencies) {
  return {
    /** One job for each business with a recording that is too old at the tick (ms since the epoch). */
    async startRecordingCleanups(input: { tick: number }): Promise<StartFigures> {
      const tick = new Date(readInput(aTick, input).tick);
      const found = await inSystem((system) => businessesWithOldRecordings(system, tick));
      const { traceId } = currentSystemScope();
      return startForEach(jobs, found, cleanRecordings, { tick: tick.toISOString() }, traceId);
    },

    /**
     * Removes one batch of old recordings here and at the provider. Removing what is gone is fine, so a batch that was
     * cut short is simply done again.
     * @returns how many; 0 when there are none left
     * @throws ProviderUnavailable (retryable), ProviderRefused
     */
    async expireRecordings(input: { now: number }): Promise<number> {
      const now = new Date(readInput(anInstant, input).now);
      const old = await inBusiness((tx) => readOldRecordings(tx, now));
      for (const { id, recordingSid, fileKey } of old) {
        if (fileKey) await storage.removeAll(fileKey);
        await voice.removeRecording(recordingSid).catch(asFailure);
        await inBusiness((tx) => noteExpired(tx, id));
      }
      return old.length;
    },
  };
}
