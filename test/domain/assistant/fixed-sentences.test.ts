import { expect, test } from 'vitest';
import { fixedSentence } from '../../../src/domain/assistant/fixed-sentences.ts';
import { asksForPerson, asksToStop } from '../../../src/domain/conversations/keywords.ts';

const NAMES = [
  'model-failed',
  'emergency',
  'handed-over',
  'handed-over-closed',
  'stopped',
  'voice-note',
  'unsupported',
  'media-unavailable',
] as const;

test('each sentence is in its language, short, and fits any gender', () => {
  for (const name of NAMES) {
    expect(fixedSentence(name, 'he')).toMatch(/^[^A-Za-z/]{10,160}$/u);
    expect(fixedSentence(name, 'en')).toMatch(/^[^\u0590-\u05ff]{10,160}$/u);
  }
});

test('no sentence of ours, quoted by a customer, hands over or ends anything', () => {
  for (const name of NAMES) {
    for (const language of ['he', 'en'] as const) {
      const quoted = fixedSentence(name, language);
      expect([name, asksForPerson(quoted), asksToStop(quoted)]).toEqual([name, false, false]);
    }
  }
});
