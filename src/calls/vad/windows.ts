// Audio of any length cut into windows of one length.

/** @param bytes how long a window is */
export function createWindows(bytes: number) {
  const window = new Uint8Array(bytes);
  let filled = 0;

  return {
    /** Tells each window that is complete with this audio; its memory is used again for the next one. */
    push(audio: Uint8Array, onWindow: (window: Uint8Array) => void): void {
      for (let from = 0; from < audio.length; ) {
        const part = audio.subarray(from, from + bytes - filled);
        window.set(part, filled);
        filled += part.length;
        from += part.length;
        if (filled < bytes) return;
        filled = 0;
        onWindow(window);
      }
    },
  };
}
