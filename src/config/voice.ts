// How the calls role listens and speaks: its variables, what it cannot do without, and what they come to.
import { accessSync, constants } from 'node:fs';
import { z } from 'zod';

/** Google's names: `iw-IL:default`. Only languages that we speak. */
const ladderStep = z
  .string()
  .trim()
  .regex(/^(iw|he|en)-[A-Z]{2}:[\w-]+$/, 'each step must be language:model, as in iw-IL:default')
  .transform((text) => {
    const [languageCode = '', model = ''] = text.split(':');
    return { languageCode, model };
  });

/** A model for telephone speech exists in English only. */
const LADDER = 'iw-IL:default,he-IL:default,en-US:telephony,en-US:phone_call,en-US:default';

export const voiceVariables = z.object({
  SPEECH: z.enum(['google', 'menu']).default('google'),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().min(1).optional(),
  GOOGLE_SPEECH_ENDPOINT: z
    .string()
    .regex(/^[^:/\s]+:\d{1,5}$/, 'must be host:port')
    .optional(),
  GOOGLE_SPEECH_LADDER: z
    .string()
    .default(LADDER)
    .transform((text) => text.split(','))
    .pipe(z.array(ladderStep)),
  TTS: z.enum(['google', 'openai']).default('google'),
  TTS_BASE_URL: z.url().optional(),
  TTS_API_KEY: z.string().min(1).optional(),
  TTS_MODEL: z.string().min(1).default('gpt-4o-mini-tts'),
  TTS_VOICE_HE: z.string().min(1).optional(),
  TTS_VOICE_EN: z.string().min(1).optional(),
});

type VoiceEnvironment = z.output<typeof voiceVariables>;
type ModelEndpoint = { OPENAI_API_KEY?: string | undefined; OPENAI_BASE_URL: string };

/** Without these a caller can be neither understood nor answered; the scripted assistant is no answer for a customer. */
export const ANSWERING_VARIABLES = ['GOOGLE_APPLICATION_CREDENTIALS', 'OPENAI_API_KEY'] as const;

/** Voices that tell where each word ends; OpenAI's speak every language. */
const VOICES = {
  google: { he: 'he-IL-Wavenet-A', en: 'en-US-Neural2-F' },
  openai: { he: 'nova', en: 'nova' },
} as const;

/**
 * What keeps a calls role from listening and speaking in production, as a sentence; undefined when nothing does.
 * A menu by keys needs none of it.
 */
export function voiceProblem(env: VoiceEnvironment & ModelEndpoint): string | undefined {
  if (env.SPEECH === 'menu') return undefined;
  if (env.GOOGLE_SPEECH_ENDPOINT !== undefined) {
    return 'GOOGLE_SPEECH_ENDPOINT is for development: in production callers are not sent over a connection without TLS.';
  }
  const missing = ANSWERING_VARIABLES.filter((name) => env[name] === undefined);
  if (missing.length > 0) {
    return `SERVICE_ROLE=calls needs ${missing.join(', ')} to understand and answer callers. Set ${missing.length > 1 ? 'them' : 'it'} (.env.example says what each means), or SPEECH=menu: callers then press keys and leave a message.`;
  }
  return isReadable(env.GOOGLE_APPLICATION_CREDENTIALS ?? '')
    ? undefined
    : 'GOOGLE_APPLICATION_CREDENTIALS: there is no file there that can be read.';
}

/** The settings of the providers of a call. */
export function voiceSettings(env: VoiceEnvironment & ModelEndpoint) {
  const google = { kind: 'google' as const };
  const endpoint = env.GOOGLE_SPEECH_ENDPOINT;
  return {
    /** `menu`: nothing is understood but keys. */
    speech:
      env.SPEECH === 'menu'
        ? { kind: 'menu' as const }
        : {
            kind: 'google' as const,
            access: endpoint === undefined ? google : { kind: 'sandbox' as const, endpoint },
            ladder: env.GOOGLE_SPEECH_LADDER,
          },
    tts:
      env.TTS === 'google'
        ? { kind: 'google' as const, access: google }
        : {
            kind: 'openai' as const,
            apiKey: env.TTS_API_KEY ?? env.OPENAI_API_KEY ?? '',
            baseUrl: env.TTS_BASE_URL ?? env.OPENAI_BASE_URL,
            model: env.TTS_MODEL,
          },
    /** By language, as the provider names them. */
    voices: { he: env.TTS_VOICE_HE ?? VOICES[env.TTS].he, en: env.TTS_VOICE_EN ?? VOICES[env.TTS].en },
  };
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
