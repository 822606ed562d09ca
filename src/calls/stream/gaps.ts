// Audio that never came: seen in the timestamps (sequence numbers count every message, so they show nothing), made up for
// with silence so that what follows is where it belongs.
import { BYTES_PER_MS, SILENCE } from '../audio/frames.ts';

/** Less than a frame is no loss. */
const SMALLEST_GAP_MS = 20;
/** More is not made up for: a call that was gone for so long has lost its thread anyway. */
const LONGEST_PAD_MS = 10_000;

/** @returns for each piece of audio and its timestamp (ms), the silence that is missing before it; undefined for none */
export function createGapFinder(): (audio: Uint8Array, timestampMs: number) => Uint8Array | undefined {
  let expectedMs: number | undefined;
  return (audio, timestampMs) => {
    const gapMs = expectedMs === undefined ? 0 : timestampMs - expectedMs;
    // A timestamp that goes back begins anew from there.
    expectedMs = timestampMs + audio.length / BYTES_PER_MS;
    if (gapMs < SMALLEST_GAP_MS) return undefined;
    return new Uint8Array(Math.min(gapMs, LONGEST_PAD_MS) * BYTES_PER_MS).fill(SILENCE);
  };
}
