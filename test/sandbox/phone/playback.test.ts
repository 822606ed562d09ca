import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_BYTES, SILENCE } from '../../../src/sandbox/audio/frames.ts';
import { createPlayback } from '../../../src/sandbox/phone/audio/playback.ts';

const frame = new Uint8Array(FRAME_BYTES);
const audio = (frames: number, byte = 1) => new Uint8Array(frames * FRAME_BYTES).fill(byte);

test('audio is played in the order it came, whatever its lengths, and silence after it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 12 }), (pieces) => {
      const playback = createPlayback();
      for (const piece of pieces) playback.add(piece);
      const sent = Buffer.concat(pieces);
      const played: number[] = [];
      while (playback.bufferedMs() > 0) {
        playback.next(frame);
        played.push(...frame);
      }
      expect(played.slice(0, sent.length)).toEqual([...sent]);
      expect(played.slice(sent.length).every((byte) => byte === SILENCE)).toBe(true);
    }),
  );
});

test('a mark comes back when the audio before it has been heard, not when it begins', () => {
  const playback = createPlayback();
  playback.add(audio(2));
  playback.mark('two');
  playback.add(audio(1));
  playback.mark('three');
  expect([1, 2, 3, 4, 5].map(() => playback.next(frame))).toEqual([[], [], ['two'], ['three'], []]);
});

test('with nothing buffered a mark comes back at once', () => {
  const playback = createPlayback();
  playback.mark('empty');
  expect(playback.next(frame)).toEqual(['empty']);
});

test('a clear silences what is buffered and sends its marks back, those of the frame being played too', () => {
  const playback = createPlayback();
  playback.add(audio(1));
  playback.mark('playing');
  playback.add(audio(50));
  playback.mark('never heard');
  playback.next(frame);
  expect(playback.clear()).toEqual(['playing', 'never heard']);
  expect(playback.next(frame)).toEqual([]);
  expect(frame.every((byte) => byte === SILENCE)).toBe(true);
});

test('every mark comes back exactly once, in order, and never before the audio ahead of it', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), bytes: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ kind: fc.constantFrom('mark' as const, 'clear' as const, 'next' as const, 'next' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const playback = createPlayback();
      const marks: string[] = [];
      const returned: string[] = [];
      for (const one of steps) {
        switch (one.kind) {
          case 'add':
            playback.add(audio(6).subarray(0, one.bytes));
            break;
          case 'mark':
            playback.mark(`${marks.length} after ${playback.playedMs() + playback.bufferedMs()}`);
            marks.push(`${marks.length} after ${playback.playedMs() + playback.bufferedMs()}`);
            break;
          case 'clear':
            returned.push(...playback.clear());
            break;
          case 'next': {
            const beforeMs = playback.playedMs();
            const played = playback.next(frame);
            for (const name of played) expect(Number(name.split(' ').at(-1))).toBeLessThanOrEqual(beforeMs);
            returned.push(...played);
          }
        }
      }
      expect([...returned, ...playback.clear()]).toEqual(marks);
    }),
  );
});

test('a pause inside the audio is noted with its place and length; the silence after all audio is not', () => {
  const playback = createPlayback();
  playback.add(audio(2));
  for (let count = 0; count < 5; count++) playback.next(frame);
  playback.add(audio(1));
  for (let count = 0; count < 5; count++) playback.next(frame);
  expect(playback.pauses()).toEqual([{ atMs: 40, lengthMs: 60 }]);
});
