import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../../src/calls/audio/frames.ts';
import { createTurnAudio } from '../../../src/calls/audio/turn-audio.ts';

const chunks = fc.array(fc.uint8Array({ maxLength: 700 }));

test('audio in chunks of any length comes out in whole frames, nothing lost, the end filled with silence', () => {
  fc.assert(
    fc.property(chunks, chunks, (before, said) => {
      const audio = createTurnAudio();
      // Whatever was said in the turn before leaves nothing behind.
      for (const chunk of before) audio.add(chunk);
      audio.clear();
      const told = said.map((chunk) => audio.add(chunk));
      told.push(audio.endSentence());
      const given = Buffer.concat(said);
      const kept = Buffer.from(audio.between(0, audio.ms()));
      expect(told.reduce((sum, ms) => sum + ms, 0)).toBe(audio.ms());
      expect(audio.ms() / FRAME_MS).toBe(Math.ceil(given.length / FRAME_BYTES));
      expect(kept.subarray(0, given.length).equals(given)).toBe(true);
      expect(kept.subarray(given.length).every((byte) => byte === SILENCE)).toBe(true);
    }),
  );
});

test('a turn of any length is kept whole', () => {
  const audio = createTurnAudio();
  for (let second = 0; second < 60; second++) audio.add(new Uint8Array(8_000).fill(second));
  expect(audio.ms()).toBe(60_000);
  expect([...new Set(audio.between(41_000, 42_000))]).toEqual([41]);
});

test('of a sentence that broke off, what is no whole frame is not heard', () => {
  const audio = createTurnAudio();
  audio.add(new Uint8Array(FRAME_BYTES + 50).fill(1));
  audio.breakOff();
  audio.add(new Uint8Array(FRAME_BYTES).fill(2));
  expect([...new Set(audio.between(0, audio.ms()))]).toEqual([1, 2]);
  expect(audio.ms()).toBe(2 * FRAME_MS);
});
