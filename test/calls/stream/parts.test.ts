// The small parts of the stream server: gaps, allowance, admission, the key.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAdmission } from '../../../src/calls/admission.ts';
import { createAllowance } from '../../../src/calls/stream/allowance.ts';
import { createGapFinder } from '../../../src/calls/stream/gaps.ts';
import { hashOfToken, streamToken } from '../../../src/calls/stream/token.ts';
import { frame } from './stream-client.ts';

describe('a gap', () => {
  test('is filled with as much silence as is missing', () => {
    const missing = createGapFinder();
    expect(missing(frame(1), 0)).toBeUndefined();
    expect(missing(frame(1), 20)).toBeUndefined();
    const silence = missing(frame(1), 100);
    expect(silence).toHaveLength(60 * 8);
    expect(new Set(silence)).toEqual(new Set([0xff]));
    expect(missing(frame(1), 120)).toBeUndefined();
  });

  test('of more than ten seconds is filled with ten', () => {
    const missing = createGapFinder();
    missing(frame(1), 0);
    expect(missing(frame(1), 60_000)).toHaveLength(10_000 * 8);
  });

  test('is not seen before the first audio, nor when the time goes back', () => {
    const missing = createGapFinder();
    expect(missing(frame(1), 5_000)).toBeUndefined();
    expect(missing(frame(1), 40)).toBeUndefined();
    expect(missing(frame(1), 60)).toBeUndefined();
  });

  test('property: whatever frames are lost, what is heard is as long as what was said', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 300 }), (kept) => {
        const missing = createGapFinder();
        // The first and the last frame come, or nobody could know of what is missing.
        const came = [0, ...kept.flatMap((isKept, index) => (isKept ? [index + 1] : [])), kept.length + 1];
        const bytes = came.reduce((sum, index) => sum + (missing(frame(1), index * 20)?.length ?? 0) + 160, 0);
        expect(bytes).toBe((kept.length + 2) * 160);
      }),
    );
  });
});

test('an allowance takes a burst, then a steady flow twice as fast as speech', () => {
  let now = 0;
  const isAllowed = createAllowance(() => now);
  const taken = (tries: number) => Array.from({ length: tries }, isAllowed).filter(Boolean).length;
  expect(taken(1_000)).toBe(600);
  now += 1_000;
  expect(taken(1_000)).toBe(100);
  now += 3_600_000;
  expect(taken(1_000)).toBe(600);
});

describe('admission', () => {
  test('keeps a place for a stream that is to come, and gives it back when none comes', () => {
    let now = 0;
    const admission = createAdmission(2, () => now);
    expect([admission.reserve('a'), admission.reserve('b'), admission.reserve('c')]).toEqual([true, true, false]);
    expect(admission.reserve('a')).toBe(true);
    expect(admission.occupy('a')).toBe(true);
    now = 30_000;
    expect(admission.reserve('c')).toBe(true);
    expect(admission.reserve('d')).toBe(false);
    admission.leave('a');
    expect(admission.reserve('d')).toBe(true);
  });

  test('takes a stream that another process was asked for, while there is room', () => {
    const admission = createAdmission(1, () => 0);
    expect(admission.occupy('a')).toBe(true);
    expect(admission.occupy('b')).toBe(false);
  });

  test('neither a second stream nor a request that comes twice takes a live call its place', () => {
    const admission = createAdmission(1, () => 0);
    admission.reserve('a');
    expect([admission.occupy('a'), admission.occupy('a')]).toEqual([true, false]);
    admission.unreserve('a');
    expect(admission.reserve('b')).toBe(false);
    admission.leave('a');
    admission.reserve('b');
    admission.unreserve('b');
    expect(admission.reserve('c')).toBe(true);
  });

  test('once closed lets nobody in, but those it promised a place', () => {
    const admission = createAdmission(5, () => 0);
    admission.reserve('a');
    admission.close();
    expect([admission.reserve('b'), admission.occupy('b'), admission.occupy('a')]).toEqual([false, false, true]);
    expect(admission.isClosed).toBe(true);
  });
});

test('a key is the same whenever it is made, and another for another call or another secret', () => {
  const key = streamToken('secret', 'CA1');
  expect(streamToken('secret', 'CA1')).toBe(key);
  expect(new Set([key, streamToken('secret', 'CA2'), streamToken('other', 'CA1')]).size).toBe(3);
  expect(hashOfToken(key)).toMatch(/^[0-9a-f]{64}$/);
});
