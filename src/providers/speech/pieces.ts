// A long recording in pieces that a recogniser takes at once, cut where nobody speaks. Mu-law at 8 kHz.
import codec from 'alawmulaw';

const BYTES_PER_MS = 8;
const FRAME_BYTES = 20 * BYTES_PER_MS;
/** Google takes a minute at once. */
const LONGEST_BYTES = 55_000 * BYTES_PER_MS;
/** A pause is looked for in the last part of a piece. */
const LOOK_BACK_BYTES = 15_000 * BYTES_PER_MS;
/** The mean of a frame, of 32,767: a line without a voice is below. */
const QUIET = 60;

export interface Piece {
  /** Where in the recording it begins. */
  fromMs: number;
  mulaw: Uint8Array;
}

/** All of it but what is silent throughout. */
export function piecesOf(mulaw: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < mulaw.length; ) {
    const to = endOfPiece(mulaw, from);
    const piece = mulaw.subarray(from, to);
    if (hasSound(piece)) pieces.push({ fromMs: from / BYTES_PER_MS, mulaw: piece });
    from = to;
  }
  return pieces;
}

/** In the middle of the longest pause towards the end of what can be sent at once; where there is none, at the quietest place. */
function endOfPiece(mulaw: Uint8Array, from: number): number {
  const longest = from + LONGEST_BYTES;
  if (longest >= mulaw.length) return mulaw.length;
  let pauseBytes = 0;
  let best = { at: longest, pauseBytes: 0, loudness: Number.POSITIVE_INFINITY };
  for (let at = longest - LOOK_BACK_BYTES; at < longest; at += FRAME_BYTES) {
    const loudness = loudnessOf(mulaw.subarray(at, at + FRAME_BYTES));
    pauseBytes = loudness > QUIET ? 0 : pauseBytes + FRAME_BYTES;
    const isBetter = pauseBytes > best.pauseBytes || (best.pauseBytes === 0 && loudness < best.loudness);
    if (isBetter) best = { at: at + FRAME_BYTES - Math.floor(pauseBytes / 2), pauseBytes, loudness };
  }
  return best.at;
}

function hasSound(piece: Uint8Array): boolean {
  for (let at = 0; at < piece.length; at += FRAME_BYTES) {
    if (loudnessOf(piece.subarray(at, at + FRAME_BYTES)) > QUIET) return true;
  }
  return false;
}

function loudnessOf(frame: Uint8Array): number {
  const samples = codec.mulaw.decode(frame);
  return samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / Math.max(samples.length, 1);
}
