import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createForeground } from '../../../src/calls/vad/foreground.ts';
import { mulaw } from '../../../src/sandbox/audio/mulaw.ts';

/** 32 ms of a tone this loud (dB below full scale). */
function window(db: number): Uint8Array {
  const amplitude = 32_768 * Math.SQRT2 * 10 ** (db / 20);
  return mulaw.encode(Int16Array.from({ length: 256 }, (_, index) => amplitude * Math.sin(index / 3)));
}

function lineOf(...levels: number[]) {
  const foreground = createForeground();
  for (const [index, level] of levels.entries()) foreground.heard(window(level), (index + 1) * 32);
  return foreground;
}

const times = (count: number, level: number) => Array<number>(count).fill(level);

test('a caller on a quiet line stands out', () => {
  expect(lineOf(...times(40, -75), ...times(8, -30)).standsOut(1_000)).toBe(true);
});

test('voices in the background that go on do not, and a caller above them does', () => {
  expect(lineOf(...times(60, -32)).standsOut(2_000)).toBe(false);
  expect(lineOf(...times(60, -32), ...times(8, -20)).standsOut(2_000)).toBe(true);
});

test('our own words 20 dB weaker do not, and a caller who is nearly as loud as we are does', () => {
  const foreground = lineOf(...times(40, -75), ...times(8, -41));
  for (let at = 0; at < 1_000; at += 20) foreground.sent(window(-21), at);
  expect(foreground.standsOut(1_000)).toBe(false);
  for (let index = 0; index < 8; index++) foreground.heard(window(-26), 1_000);
  expect(foreground.standsOut(1_000)).toBe(true);
  expect(foreground.standsOut(3_000)).toBe(true);
});

test('whatever comes: silence never stands out, and louder is never less than quieter', () => {
  const level = fc.integer({ min: -60, max: -10 });
  fc.assert(
    fc.property(fc.array(level, { minLength: 20, maxLength: 100 }), level, level, (levels, one, other) => {
      const [quiet, loud] = [Math.min(one, other), Math.max(one, other)];
      expect(lineOf(...levels, ...times(8, -80)).standsOut(0)).toBe(false);
      const withQuiet = lineOf(...levels, ...times(8, quiet)).standsOut(0);
      const withLoud = lineOf(...levels, ...times(8, loud)).standsOut(0);
      expect(withLoud || !withQuiet).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the line was loud last where the pause begins, on a silent line and on a noisy one', () => {
  expect(lineOf(...times(40, -25), ...times(9, -75)).lastLoudAt()).toBe(40 * 32);
  expect(lineOf(...times(40, -25), ...times(9, -45)).lastLoudAt()).toBe(40 * 32);
  expect(lineOf(...times(40, -25), -38, ...times(9, -75)).lastLoudAt()).toBe(41 * 32);
  expect(lineOf(...times(49, -25)).lastLoudAt()).toBe(Number.POSITIVE_INFINITY);
});
