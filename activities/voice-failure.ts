// What the phone company's refusals mean to a job.
import { failure } from '../src/jobs/failures.ts';
import { VoiceError } from '../src/providers/voice/voice.ts';

/** Always throws: ProviderUnavailable or ProviderRefused for a VoiceError, anything else as it is. */
export function asFailure(error: unknown): never {
  if (!(error instanceof VoiceError)) throw error;
  throw failure(error.verdict === 'retry' ? 'ProviderUnavailable' : 'ProviderRefused', error.message);
}
