import { expect, test } from 'vitest';
import { createVoiceWatch } from '../../../src/calls/vad/voice-watch.ts';

/** The changes over windows of these probabilities, 32 ms each, from 0 on. */
function changes(...probabilities: number[]) {
  const watch = createVoiceWatch();
  return probabilities.flatMap((probability, index) => watch.hear(probability, (index + 1) * 32, () => true) ?? []);
}

const times = (count: number, probability: number) => Array<number>(count).fill(probability);

test('a voice begins and ends when it really did, not when that became known', () => {
  expect(changes(...times(10, 0.1), ...times(20, 0.9), ...times(10, 0.1))).toEqual([
    { type: 'voice-began', since: 320 },
    { type: 'voice-lasts', since: 320 },
    { type: 'voice-ended', since: 960 },
  ]);
});

test('a click is no voice, and a stop inside a word does not end one', () => {
  expect(changes(...times(5, 0.1), 0.9, 0.9, ...times(20, 0.1))).toEqual([]);
  expect(changes(...times(5, 0.9), ...times(7, 0.1), 0.9, 0.9)).toEqual([{ type: 'voice-began', since: 0 }]);
});

test('what is neither likely nor unlikely changes nothing', () => {
  expect(changes(...times(50, 0.5))).toEqual([]);
  expect(changes(...times(20, 0.9), ...times(50, 0.5)).map(({ type }) => type)).toEqual(['voice-began', 'voice-lasts']);
});

test('only a voice of a quarter of a second lasts: the silence after a cough does not count', () => {
  expect(changes(...times(7, 0.9), ...times(20, 0.1)).map(({ type }) => type)).toEqual(['voice-began', 'voice-ended']);
  expect(changes(...times(8, 0.9)).map(({ type }) => type)).toEqual(['voice-began', 'voice-lasts']);
});

test('a voice lasts when it stands out, which may be later', () => {
  const watch = createVoiceWatch();
  const told = times(30, 0.9).map((probability, index) => watch.hear(probability, (index + 1) * 32, () => index >= 20));
  expect(told.flatMap((change, index) => (change ? [[change.type, index]] : []))).toEqual([
    ['voice-began', 2],
    ['voice-lasts', 20],
  ]);
});
