// Which voice speaks: Google's, or one behind an OpenAI-compatible endpoint.
import type { GoogleAccess } from '../google/access.ts';
import { createOpenAiVoice, type OpenAiVoiceSettings } from './openai-voice.ts';
import type { TextToSpeech } from './text-to-speech.ts';

export type VoiceSettings = { kind: 'google'; access: GoogleAccess } | ({ kind: 'openai' } & OpenAiVoiceSettings);

export async function createTextToSpeech(settings: VoiceSettings): Promise<TextToSpeech> {
  if (settings.kind === 'openai') return createOpenAiVoice(settings);
  // Google's client is large: only who uses it loads it.
  const { createGoogleVoice } = await import('./google-voice.ts');
  return createGoogleVoice(settings.access);
}
