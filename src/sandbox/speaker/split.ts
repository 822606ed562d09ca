// Cuts speech into its words where it is silent.
import { BYTES_PER_MS } from '../audio/frames.ts';

/** A few steps of the mu-law scale: what resampling leaves of silence. */
const QUIET_MAGNITUDE = 3;

/** The parts of the audio (mu-law) between silences of at least `silenceMs`, without silence at their ends. */
export function splitAtSilence(audio: Uint8Array, silenceMs: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from: number | undefined;
  let lastSound = 0;
  audio.forEach((sample, index) => {
    if ((~sample & 0x7f) <= QUIET_MAGNITUDE) return;
    if (from !== undefined && index - lastSound > silenceMs * BYTES_PER_MS) {
      parts.push(audio.slice(from, lastSound + 1));
      from = undefined;
    }
    from ??= index;
    lastSound = index;
  });
  if (from !== undefined) parts.push(audio.slice(from, lastSound + 1));
  return parts;
}
