// The book of what is being said: audio on the wire with its words, found again by short pieces of its bytes.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FRAME_BYTES } from '../audio/frames.ts';

/** A word and the frames of its phrase that hold it: from the first up to, but not including, the last. */
export const spokenWord = z
  .strictObject({ text: z.string().min(1), fromFrame: z.int().min(0), toFrame: z.int().min(1) })
  .refine(({ fromFrame, toFrame }) => fromFrame < toFrame, 'a word has at least one frame');

export type SpokenWord = z.output<typeof spokenWord>;

/** Audio as it goes on the wire (mu-law, 8 kHz, frames of 160 bytes) and the words in it, in their order. */
export type Phrase = { audio: Uint8Array; words: readonly SpokenWord[]; language: string };

/** A phrase in the book. Numbers grow with the time of registration. */
export type KnownPhrase = Phrase & { number: number };

/** A place in a phrase: an offset in bytes. */
export type Place = { phrase: KnownPhrase; position: number };

/** The length of the pieces by which audio is recognised: 5 ms, which speech does not repeat by accident. */
export const PIECE_BYTES = 40;

/** Pieces start each 10 ms. */
const STRIDE_BYTES = 80;
/** A flatter piece is silence or a tone, which is everywhere. */
const DISTINCT_SAMPLES = 6;
/** The oldest are forgotten: a long run must not fill the memory. */
const PHRASES_KEPT = 4_000;

export type PhraseBook = ReturnType<typeof createPhraseBook>;

/** An empty book. */
export function createPhraseBook() {
  const phrases = new Map<string, KnownPhrase>();
  const places = new Map<number, Place[]>();
  let registered = 0;

  function forget(key: string, phrase: KnownPhrase): void {
    phrases.delete(key);
    for (const [fingerprint] of piecesOf(phrase.audio)) {
      const others = places.get(fingerprint)?.filter((place) => place.phrase !== phrase) ?? [];
      if (others.length === 0) places.delete(fingerprint);
      else places.set(fingerprint, others);
    }
  }

  return {
    /** How many were registered so far: when it grows, what could not be placed may have become known. */
    registered: () => registered,

    /** Adds a phrase; one that is in the book already is not added again. */
    register({ audio, words, language }: Phrase): void {
      const phrase = { audio: normalised(audio), words, language, number: registered };
      const key = keyOf(phrase);
      if (phrases.has(key)) return;
      registered += 1;
      phrases.set(key, phrase);
      for (const [fingerprint, position] of piecesOf(phrase.audio)) {
        const others = places.get(fingerprint);
        if (others === undefined) places.set(fingerprint, [{ phrase, position }]);
        else others.push({ phrase, position });
      }
      const [oldest] = phrases;
      if (phrases.size > PHRASES_KEPT && oldest !== undefined) forget(...oldest);
    },

    /** Where a piece with this fingerprint may come from. Different pieces can share one: compare the bytes. */
    placesOf: (fingerprint: number): readonly Place[] => places.get(fingerprint) ?? [],
  };
}

/**
 * The audio with one zero instead of mu-law's two, in a copy: whoever decodes to LINEAR16 and encodes again, as a
 * speech client may, turns the negative zero into the positive one.
 */
export function normalised(audio: Uint8Array): Uint8Array {
  return audio.map((sample) => (sample === 0x7f ? 0xff : sample));
}

const BASE = 0x01000193;
/** What the oldest byte of a piece counts for: the base to the power of all that came after it. */
const OLDEST_WEIGHT = Array.from({ length: PIECE_BYTES - 1 }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** The fingerprint of the piece that begins at `at`. */
export function fingerprintAt(audio: Uint8Array, at: number): number {
  let fingerprint = 0;
  for (let index = at; index < at + PIECE_BYTES; index++) {
    fingerprint = (Math.imul(fingerprint, BASE) + (audio[index] ?? 0)) | 0;
  }
  return fingerprint;
}

/** The fingerprint one byte further on (Rabin and Karp): `gone` leaves the piece, `come` joins it. */
export function rolled(fingerprint: number, gone: number, come: number): number {
  return (Math.imul(fingerprint - Math.imul(gone, OLDEST_WEIGHT), BASE) + come) | 0;
}

function* piecesOf(audio: Uint8Array): Generator<[fingerprint: number, position: number]> {
  for (let at = 0; at + PIECE_BYTES <= audio.length; at += STRIDE_BYTES) {
    const distinct = new Set(audio.subarray(at, at + PIECE_BYTES)).size;
    if (distinct >= DISTINCT_SAMPLES) yield [fingerprintAt(audio, at), at];
  }
}

function keyOf({ audio, words, language }: Phrase): string {
  return createHash('sha256')
    .update(audio)
    .update(JSON.stringify([words, language]))
    .digest('base64');
}

/** A word's range in bytes of its phrase. */
export function bytesOf({ fromFrame, toFrame }: SpokenWord): readonly [from: number, to: number] {
  return [fromFrame * FRAME_BYTES, toFrame * FRAME_BYTES];
}
