// Fetches the recordings of a call and has them transcribed: told by a callback, or looked for when none comes.
import { ActivityFailure, ApplicationFailure, log, proxyActivities } from '@temporalio/workflow';
import type { FoundRecordings, RecordingActivities } from '../../activities/recordings.ts';
import type { CallInput } from '../../src/jobs/catalogue.ts';
import { hangBell } from '../bell.ts';
import { providerCall, recordingFetch, transcription } from '../retry-profiles.ts';

const provider = proxyActivities<RecordingActivities>(providerCall);
const files = proxyActivities<RecordingActivities>(recordingFetch);
const speech = proxyActivities<RecordingActivities>(transcription);

/** A recording takes seconds to minutes to be ready; after this long there is none. Together about two hours. */
const LOOK_AGAIN_AFTER_MS = [10_000, 30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000] as const;

/** How many recordings were kept. */
export interface RecordingReport {
  kept: number;
}

/** Looks until one was found and none is still being made; a callback rings, and it looks at once. */
export async function processRecording(call: CallInput): Promise<RecordingReport> {
  const bell = hangBell();
  let kept = 0;
  for (const pauseMs of [...LOOK_AGAIN_AFTER_MS, 1]) {
    do {
      bell.silence();
      const found = await find(call);
      if (found === 'gone') return { kept };
      for (const recordingSid of found.ready) kept += await fetch(recordingSid);
      if (found.all > 0 && found.goingOn === 0 && !bell.rung) return { kept };
    } while (bell.rung || (await bell.rings(pauseMs)));
  }
  return { kept };
}

/** A provider that does not answer has nothing to fetch for now. */
async function find(call: CallInput): Promise<FoundRecordings | 'gone'> {
  try {
    return await provider.findRecordings(call);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return isGone(error) ? 'gone' : { ready: [], goingOn: 0, all: 0 };
  }
}

async function fetch(recordingSid: string): Promise<number> {
  try {
    await files.fetchRecording({ recordingSid });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await provider.giveUpRecording({ recordingSid });
    return 0;
  }
  await transcribe(recordingSid);
  return 1;
}

/** A transcript is a help, not a promise: the turns of the call have one of their own. */
async function transcribe(recordingSid: string): Promise<void> {
  try {
    await speech.transcribeRecording({ recordingSid });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('a recording was not transcribed');
  }
}

function isGone({ cause }: ActivityFailure): boolean {
  return cause instanceof ApplicationFailure && cause.type === 'NotFound';
}
