// Greetings' activities: audio made of words, once for each text and voice.
import { z } from 'zod';
import { businessesWithoutGreetings, keepGreeting, readMissingGreeting } from '../src/db/calls/greetings.ts';
import { spokenWords } from '../src/domain/calls/spoken-words.ts';
import type { Language } from '../src/domain/conversations/language.ts';
import { prepareGreetings } from '../src/jobs/catalogue.ts';
import { failure } from '../src/jobs/failures.ts';
import { currentSystemScope, type InBusiness, type InSystem } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { type StartFigures, startForEach } from '../src/jobs/start-for-each.ts';
import { type TextToSpeech, type Voice, VoiceFailed } from '../src/providers/tts/text-to-speech.ts';
import { wholeAudio } from '../src/providers/tts/whole-audio.ts';
import { readInput } from './input.ts';

export interface GreetingDependencies {
  inBusiness: InBusiness;
  inSystem: InSystem;
  jobs: Jobs;
  /** By language, as the provider names them. */
  voices: Record<Language, string>;
  /** Opened for one greeting and closed after it: greetings are rare, and the client is large. */
  openVoice(): Promise<TextToSpeech>;
}

export type GreetingActivities = ReturnType<typeof createGreetingActivities>;

const aLanguage = z.object({ language: z.enum(['he', 'en']) });

export function createGreetingActivities({ inBusiness, inSystem, jobs, voices, openVoice }: GreetingDependencies) {
  return {
    /**
     * Makes the audio of the greeting in one language, unless it is there.
     * @throws ProviderRefused when the voice has no credentials or does not take the words, ProviderUnavailable (retryable)
     */
    async prepareGreeting(input: z.input<typeof aLanguage>): Promise<'made' | 'kept'> {
      const { language } = readInput(aLanguage, input);
      const missing = await inBusiness((tx) => readMissingGreeting(tx, language, voices[language]));
      if (!missing) return 'kept';
      const voice = await openVoice();
      try {
        const mulaw = await spoken(voice, spokenWords(missing.text, language), missing);
        await inBusiness((tx) => keepGreeting(tx, missing, mulaw));
        return 'made';
      } finally {
        await voice.close();
      }
    },

    /** One job for each business that can be called and has no greeting yet, or one in a voice that is not used any more. */
    async startGreetings(): Promise<StartFigures> {
      const found = await inSystem((system) => businessesWithoutGreetings(system, voices));
      return startForEach(jobs, found, prepareGreetings, {}, currentSystemScope().traceId);
    },
  };
}

/** All of it: what was cut short is no greeting. */
async function spoken(tts: TextToSpeech, text: string, voice: Voice): Promise<Uint8Array> {
  const { signal } = new AbortController();
  return wholeAudio(tts, text, voice, signal).catch((error: unknown) => {
    throw error instanceof VoiceFailed ? failed(error) : error;
  });
}

function failed({ kind, message }: VoiceFailed): Error {
  switch (kind) {
    case 'unauthorized':
      return failure(
        'ProviderRefused',
        `The voice has no credentials that work: set GOOGLE_APPLICATION_CREDENTIALS for the worker, or TTS=openai with TTS_API_KEY. ${message}`,
      );
    case 'refused':
    case 'not-audio':
      return failure('ProviderRefused', `The voice did not speak the greeting: ${message}`);
    default:
      return failure('ProviderUnavailable', `The voice did not speak the greeting: ${message}`);
  }
}
