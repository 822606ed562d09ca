// Activities on recordings: finding those of a call at the provider, fetching them into storage.
import { z } from 'zod';
import { readCalledNumber } from '../src/db/calls/lifecycle.ts';
import {
  isRecordingRefused,
  keepTranscript,
  noteRecording,
  readForFetching,
  readForTranscript,
  readRecordings,
  readTalkFiles,
  removeTalks,
  settleRecording,
} from '../src/db/calls/recordings.ts';
import { transcriptOf } from '../src/domain/calls/recorded-transcript.ts';
import { failure } from '../src/jobs/failures.ts';
import { currentScope, type InBusiness } from '../src/jobs/isolation.ts';
import { type RecordedSpeech, TranscriptFailed } from '../src/providers/speech/recorded-speech.ts';
import { channelsOfWav } from '../src/providers/speech/wav-channels.ts';
import type { FileStorage } from '../src/providers/storage/storage.ts';
import type { VoiceProvider } from '../src/providers/voice/voice.ts';
import { callId, callSid, readInput } from './input.ts';
import { asFailure } from './voice-failure.ts';

export interface RecordingDependencies {
  inBusiness: InBusiness;
  voice: VoiceProvider;
  storage: FileStorage;
  /** Opened for one recording and closed after it; undefined where nothing is understood but keys. */
  openSpeech(): Promise<RecordedSpeech | undefined>;
}

export type RecordingActivities = ReturnType<typeof createRecordingActivities>;

/** What the provider has of a call by now. */
export interface FoundRecordings {
  /** Twilio's ids of those that can be fetched and have not been. */
  ready: string[];
  /** How many are still being made, and how many the call has altogether. */
  goingOn: number;
  all: number;
}

const aCall = z.object({ callSid, callId });
const aRecording = z.object({ recordingSid: z.string().regex(/^RE[0-9a-f]{32}$/) });

export function createRecordingActivities({ inBusiness, voice, storage, openSpeech }: RecordingDependencies) {
  /** Ends what is being recorded, and removes what there is, here and at the provider. */
  async function removeTalk({ callId, callSid }: z.output<typeof aCall>): Promise<void> {
    await voice.stopRecording(callSid).catch(asFailure);
    for (const { recordingSid, kind, state } of await voice.recordingsOf(callSid).catch(asFailure)) {
      if (kind === 'call' && state === 'ready') await voice.removeRecording(recordingSid).catch(asFailure);
    }
    const files = await inBusiness((tx) => readTalkFiles(tx, callId));
    for (const file of files) await storage.removeAll(file);
    await inBusiness((tx) => removeTalks(tx, callId));
  }

  /** The call's data was deleted: the provider's goes too, as soon as it is there to be removed. */
  async function leaveNothing(callSid: string): Promise<FoundRecordings> {
    await voice.stopRecording(callSid).catch(asFailure);
    const found = await voice.recordingsOf(callSid).catch(asFailure);
    for (const { recordingSid, state } of found) {
      if (state === 'ready') await voice.removeRecording(recordingSid).catch(asFailure);
    }
    const goingOn = found.filter(({ state }) => state === 'going-on').length;
    if (goingOn === 0) throw failure('NotFound', 'The call is gone');
    return { ready: [], goingOn, all: goingOn };
  }

  return {
    /**
     * Asks the provider for the call's recordings and writes them down. Of a caller who refused to be recorded nothing is
     * kept, nor of a call whose data was deleted: what is being made is stopped, what was made is removed there.
     * @throws NotFound when the call's data was deleted and the provider has nothing more, ProviderUnavailable (retryable), ProviderRefused
     */
    async findRecordings(input: z.input<typeof aCall>): Promise<FoundRecordings> {
      const call = readInput(aCall, input);
      const { callId, callSid } = call;
      const refused = await inBusiness((tx) => isRecordingRefused(tx, callId));
      if (refused) await removeTalk(call);
      const found = await voice.recordingsOf(callSid).catch(asFailure);
      const noted = await inBusiness(async (tx) => {
        if ((await readCalledNumber(tx, callId)) === undefined) return undefined;
        const ready: string[] = [];
        for (const recording of found) {
          await noteRecording(tx, callId, recording);
          const kept = await readForFetching(tx, recording.recordingSid);
          if (recording.state === 'ready' && kept?.state === 'at-provider') ready.push(recording.recordingSid);
        }
        const goingOn = found.filter(({ state }) => state === 'going-on').length;
        // Those that were kept before are not there any more, and are not to be waited for; nor are those nobody wants.
        const kept = (await readRecordings(tx, callId)).length;
        return { ready, goingOn, all: refused ? Math.max(kept, 1) : kept };
      });
      return noted ?? leaveNothing(callSid);
    },

    /**
     * Fetches one recording into storage; then the provider's copy is removed, so that deleting ours deletes it.
     * Fetching twice changes nothing.
     * @throws ProviderUnavailable (retryable), ProviderRefused
     */
    async fetchRecording(input: z.input<typeof aRecording>): Promise<void> {
      const { recordingSid } = readInput(aRecording, input);
      const recording = await inBusiness((tx) => readForFetching(tx, recordingSid));
      if (recording?.state === 'at-provider') {
        const file = await voice.download(recordingSid).catch(asFailure);
        if (!file) throw failure('ProviderUnavailable', 'The recording is not there yet');
        // Beside the person's other files, so that removing the person removes it.
        const fileKey = `${currentScope().businessId}/${recording.contactId ?? 'withheld'}/${recording.id}`;
        await storage.put(fileKey, file);
        const kept = await inBusiness((tx) => settleRecording(tx, recording.id, { state: 'stored', fileKey }));
        // Their data was deleted while the file was on its way.
        if (!kept) await storage.removeAll(fileKey);
      }
      await voice.removeRecording(recordingSid).catch(asFailure);
    },

    /**
     * Writes down what is said in a recording that is kept, once, each side by its channel.
     * @returns `none` where nobody can: the turns have what was understood at the time
     * @throws ProviderUnavailable (retryable), ProviderRefused
     */
    async transcribeRecording(input: z.input<typeof aRecording>): Promise<'kept' | 'none'> {
      const { recordingSid } = readInput(aRecording, input);
      const recording = await inBusiness((tx) => readForTranscript(tx, recordingSid));
      const file = recording?.fileKey && (await storage.get(recording.fileKey));
      const speech = file ? await openSpeech() : undefined;
      if (!recording || !file || !speech) return 'none';
      try {
        const channels = channelsOfWav(file.bytes);
        const lines = await Promise.all(channels.map((mulaw) => speech.transcribe(mulaw, recording.language)));
        await inBusiness((tx) => keepTranscript(tx, recording.id, transcriptOf(lines)));
        return 'kept';
      } catch (error) {
        throw asTranscriptFailure(error);
      } finally {
        await speech.close();
      }
    },

    /** The recording cannot be had: its row says so. */
    async giveUpRecording(input: z.input<typeof aRecording>): Promise<void> {
      const { recordingSid } = readInput(aRecording, input);
      await inBusiness(async (tx) => {
        const recording = await readForFetching(tx, recordingSid);
        if (recording?.state === 'at-provider') await settleRecording(tx, recording.id, { state: 'lost' });
      });
    },
  };
}

/** What comes again with the next try is not tried again. */
function asTranscriptFailure(error: unknown): unknown {
  if (!(error instanceof TranscriptFailed)) return error;
  const isPassing = error.kind === 'unavailable' || error.kind === 'over-quota';
  return failure(isPassing ? 'ProviderUnavailable' : 'ProviderRefused', error.message);
}
