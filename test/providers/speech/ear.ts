// The speech adapter on the sandbox's wire, and all that it told of a stream.
import { onTestFinished } from 'vitest';
import type { Language } from '../../../src/domain/conversations/language.ts';
import { createGoogleSpeech } from '../../../src/providers/speech/google-speech.ts';
import type { LadderStep } from '../../../src/providers/speech/ladder.ts';
import type { SpeechEnd, SpeechResult, SpeechToText } from '../../../src/providers/speech/speech-to-text.ts';
import { until } from '../../support/until.ts';

export const LADDER: readonly LadderStep[] = [
  { languageCode: 'iw-IL', model: 'phone_call' },
  { languageCode: 'iw-IL', model: 'default' },
  { languageCode: 'he-IL', model: 'default' },
  { languageCode: 'en-US', model: 'phone_call' },
];

/** @param endpoint `host:port` of a sandbox, or of nobody */
export function speechAdapter(endpoint: string) {
  const warnings: object[] = [];
  const speech = createGoogleSpeech(
    { access: { kind: 'sandbox', endpoint }, ladder: LADDER },
    { warn: (fields: object) => warnings.push(fields) },
  );
  onTestFinished(speech.close);
  return { speech, warnings };
}

export function listen(speech: SpeechToText, language: Language = 'en') {
  const results: SpeechResult[] = [];
  const ends: SpeechEnd[] = [];
  const stream = speech.open({
    language,
    onResult: (result) => results.push(result),
    onEnd: (end) => ends.push(end),
  });
  return {
    stream,
    results,
    ends,
    finals: () => results.filter(({ kind }) => kind === 'final').map(({ text }) => text),
    ended: () => until('the end of the stream', async () => ends[0]),
  };
}
