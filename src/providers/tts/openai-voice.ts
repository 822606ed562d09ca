// A voice behind any endpoint that speaks OpenAI's `/audio/speech`. WAV is asked for: its header says the rate, and it
// can be played while it is being made.
import { failureOfHttp } from '../failure-kind.ts';
import { inTime } from '../in-time.ts';
import { mulawOfWav } from './mulaw-of-wav.ts';
import {
  type SpokenAudio,
  type TextToSpeech,
  VOICE_LIMITS,
  type Voice,
  VoiceFailed,
  type VoiceLimits,
  voiceWait,
} from './text-to-speech.ts';

export interface OpenAiVoiceSettings {
  apiKey: string;
  /** Up to and including `/v1`. */
  baseUrl: string;
  model: string;
}

/** An error page is for the log, not a novel. */
const LONGEST_DETAIL = 300;

export function createOpenAiVoice(settings: OpenAiVoiceSettings, limits: VoiceLimits = VOICE_LIMITS): TextToSpeech {
  return {
    speak: (text, voice, signal) =>
      inTime(
        (stop) => spoken(settings, text, voice, stop),
        (last) => voiceWait(last, limits),
        signal,
      ),
    close: async () => undefined,
  };
}

async function* spoken(
  settings: OpenAiVoiceSettings,
  text: string,
  { voice }: Voice,
  signal: AbortSignal,
): AsyncGenerator<SpokenAudio, void> {
  const response = await ask(settings, text, voice, signal);
  let hasBegun = false;
  try {
    for await (const mulaw of mulawOfWav(response)) {
      hasBegun = true;
      if (mulaw.length > 0) yield { mulaw };
    }
  } catch (error) {
    if (error instanceof VoiceFailed) throw error;
    throw new VoiceFailed(hasBegun ? 'cut-short' : 'unavailable', 'The connection broke.', { cause: error });
  }
}

async function ask(
  { apiKey, baseUrl, model }: OpenAiVoiceSettings,
  text: string,
  voice: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const request = {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, input: text, voice, response_format: 'wav' }),
    signal,
  };
  const response = await fetch(`${baseUrl}/audio/speech`, request).catch((error: unknown) => {
    throw new VoiceFailed('unavailable', 'The voice was not reached.', { cause: error });
  });
  if (response.ok && response.body !== null) return response.body;
  // The status alone tells enough when the page does not come.
  const said = (await response.text().catch(() => '')).slice(0, LONGEST_DETAIL);
  throw new VoiceFailed(failureOfHttp(response.status), `HTTP ${response.status}: ${said}`);
}
