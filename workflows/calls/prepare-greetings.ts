// Makes the audio by which a business's calls are greeted, in each language.
import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { GreetingActivities } from '../../activities/greetings.ts';
import { hangBell } from '../bell.ts';
import { providerCall } from '../retry-profiles.ts';

const voice = proxyActivities<GreetingActivities>(providerCall);

const LANGUAGES = ['he', 'en'] as const;

/** Looks again when the words were changed meanwhile. A language that fails does not keep the other from being made. */
export async function prepareGreetings(): Promise<void> {
  const bell = hangBell();
  const failures: ActivityFailure[] = [];
  do {
    bell.silence();
    failures.length = 0;
    for (const language of LANGUAGES) {
      try {
        await voice.prepareGreeting({ language });
      } catch (error) {
        if (!(error instanceof ActivityFailure)) throw error;
        failures.push(error);
      }
    }
  } while (bell.rung);
  const [failure] = failures;
  if (failure) throw failure;
}
