import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFramer, FRAME_BYTES, SILENCE } from '../../../src/calls/audio/frames.ts';

test('audio in chunks of any length comes out in whole frames, nothing lost, the end filled with silence', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 })), (chunks) => {
      const framer = createFramer();
      const frames = [...chunks.flatMap((chunk) => framer.push(chunk)), ...framer.end()];
      expect(frames.every((frame) => frame.length === FRAME_BYTES)).toBe(true);
      const given = Buffer.concat(chunks);
      const cut = Buffer.concat(frames);
      expect(cut.subarray(0, given.length).equals(given)).toBe(true);
      expect(cut.length - given.length).toBeLessThan(FRAME_BYTES);
      expect(cut.subarray(given.length).every((byte) => byte === SILENCE)).toBe(true);
    }),
  );
});
