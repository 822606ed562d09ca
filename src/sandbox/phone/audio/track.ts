// Audio that grows: one side of a call as it is recorded.

const FIRST_BYTES = 16 * 8_000;

export function createTrack() {
  let bytes = new Uint8Array(FIRST_BYTES);
  let length = 0;

  return {
    add(frame: Uint8Array): void {
      if (length + frame.length > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(frame, length);
      length += frame.length;
    },

    /** A copy of what lies between two offsets in bytes. */
    slice: (from = 0, to = length): Uint8Array => bytes.slice(from, Math.min(to, length)),

    length: () => length,
  };
}
