// Speech for tests: bytes as varied as a voice's, made from a seed, with words whose frames are known.
import { FRAME_BYTES, SILENT_FRAME } from '../../../src/sandbox/audio/frames.ts';
import type { Phrase } from '../../../src/sandbox/matcher/phrases.ts';
import { seededRandom } from '../../../src/sandbox/seeded-random.ts';

/** How a word sounds, always the same for the same sound. */
export function sound(name: string, frames: number): Uint8Array {
  const seed = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  const random = seededRandom(seed);
  return Uint8Array.from({ length: frames * FRAME_BYTES }, () => Math.floor(random() * 256));
}

/** Words one after another with a silent frame between them. A word may be spelt `text/sound` when they differ. */
export function phrase(spoken: string, frames = 15, language = 'en-US'): Phrase {
  const pieces: Uint8Array[] = [];
  const words = spoken.split(' ').map((word) => {
    const [text = '', name = text] = word.split('/');
    const fromFrame = pieces.length === 0 ? 0 : pieces.reduce((sum, piece) => sum + piece.length, 0) / FRAME_BYTES;
    pieces.push(sound(name, frames), SILENT_FRAME);
    return { text, fromFrame, toFrame: fromFrame + frames };
  });
  return { audio: Buffer.concat(pieces), words, language };
}

/** The audio of several, one after another. */
export function joined(...parts: (Phrase | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => ('audio' in part ? part.audio : part)));
}
