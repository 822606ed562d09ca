// Who transcribes recordings: Google, or nobody where nothing is understood but keys.
import type { Logger } from '../../telemetry/log.ts';
import type { GoogleSpeechSettings } from './google-speech.ts';
import type { RecordedSpeech } from './recorded-speech.ts';

export type RecordedSpeechSettings = { kind: 'menu' } | ({ kind: 'google' } & GoogleSpeechSettings);

export async function createRecordedSpeech(
  settings: RecordedSpeechSettings,
  log: Pick<Logger, 'warn'>,
): Promise<RecordedSpeech | undefined> {
  if (settings.kind === 'menu') return undefined;
  // Google's client is large: only who uses it loads it.
  const { createGoogleRecordedSpeech } = await import('./google-recorded-speech.ts');
  return createGoogleRecordedSpeech(settings, log);
}
