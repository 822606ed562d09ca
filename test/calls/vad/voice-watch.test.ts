import { expect, test } from 'vitest';
import { createVoiceWatch, type Loudness } from '../../../src/calls/vad/voice-watch.ts';

/** A line on which every voice stands out, and nothing tells when it ended. */
const LOUD: Loudness = { standsOut: () => true, lastLoudAt: () => Number.POSITIVE_INFINITY };

/** The changes over windows of these probabilities, 32 ms each, from 0 on. */
function changes(...probabilities: number[]) {
  const watch = createVoiceWatch(LOUD);
  return probabilities.flatMap((probability, index) => watch.hear(probability, (index + 1) * 32) ?? []);
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
  expect(changes(...times(5, 0.9), ...times(7, 0.1), 0.9)).toEqual([
    { type: 'voice-began', since: 0 },
    { type: 'voice-lasts', since: 0 },
  ]);
});

test('what is neither likely nor unlikely changes nothing', () => {
  expect(changes(...times(50, 0.5))).toEqual([]);
  expect(changes(...times(20, 0.9), ...times(50, 0.5)).map(({ type }) => type)).toEqual(['voice-began', 'voice-lasts']);
});

test('only a voice of 192 ms lasts: the silence after a cough does not count', () => {
  expect(changes(...times(5, 0.9), ...times(20, 0.1)).map(({ type }) => type)).toEqual(['voice-began', 'voice-ended']);
  expect(changes(...times(6, 0.9)).map(({ type }) => type)).toEqual(['voice-began', 'voice-lasts']);
});

test('a voice lasts when it stands out, which may be later', () => {
  const watch = createVoiceWatch({ ...LOUD, standsOut: (now) => now > 20 * 32 });
  const told = times(30, 0.9).map((probability, index) => watch.hear(probability, (index + 1) * 32));
  expect(told.flatMap((change, index) => (change ? [[change.type, index]] : []))).toEqual([
    ['voice-began', 2],
    ['voice-lasts', 20],
  ]);
});

test.each([
  [600, 600, 'when the line fell silent'],
  [100, 544, 'three windows earlier at most: the end of a word may be weak'],
  [900, 640, 'never later: what is loud then is no voice'],
])('a voice ended when the line was loud last, at %i: %i (%s)', (lastLoudAt, since) => {
  const watch = createVoiceWatch({ ...LOUD, lastLoudAt: () => lastLoudAt });
  const told = [...times(20, 0.9), ...times(10, 0.1)].flatMap(
    (probability, index) => watch.hear(probability, (index + 1) * 32) ?? [],
  );
  expect(told.at(-1)).toEqual({ type: 'voice-ended', since });
});
