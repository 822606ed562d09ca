// Audio of any length cut into windows of one length, each in memory of its own: it is looked at later.

/** @param bytes how long a window is */
export function createWindows(bytes: number) {
  let window = new Uint8Array(bytes);
  let filled = 0;

  return {
    /** The windows that are complete with this audio. */
    push(audio: Uint8Array): Uint8Array[] {
      const whole: Uint8Array[] = [];
      for (let from = 0; from < audio.length; ) {
        const part = audio.subarray(from, from + bytes - filled);
        window.set(part, filled);
        filled += part.length;
        from += part.length;
        if (filled < bytes) break;
        whole.push(window);
        window = new Uint8Array(bytes);
        filled = 0;
      }
      return whole;
    },
  };
}
