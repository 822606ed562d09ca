// What a person puts on the wire: phrases one after another, silence in between; each is made known to whoever listens.
import { FRAME_BYTES, SILENT_FRAME } from '../../audio/frames.ts';
import type { Phrase } from '../../matcher/phrases.ts';

type Speaking = { phrase: Phrase; frame: number; fromMs: number; done: PromiseWithResolvers<void>; wire: Uint8Array[] };

export type Said = { text: string; fromMs: number; toMs: number };

/**
 * @param register tells listeners what is on the wire
 * @param isClean whether the line leaves frames as they are; else each word is registered as it went out
 */
export function createMouth(register: (phrase: Phrase) => void, isClean: boolean, onSaid: (said: Said) => void) {
  let queue: Speaking[] = [];

  function finish(speaking: Speaking, atMs: number): void {
    const { phrase, frame, fromMs, done } = speaking;
    const text = phrase.words.flatMap((word) => (word.toFrame <= frame ? [word.text] : [])).join(' ');
    onSaid({ text, fromMs, toMs: atMs });
    done.resolve();
  }

  /** A word that has gone out whole is registered as the wire carried it. */
  function registerAsSent({ phrase, frame, wire }: Speaking): void {
    const word = phrase.words.find(({ toFrame }) => toFrame === frame);
    if (word === undefined) return;
    const audio = Buffer.concat(wire.slice(word.fromFrame, word.toFrame));
    register({
      audio,
      words: [{ text: word.text, fromFrame: 0, toFrame: word.toFrame - word.fromFrame }],
      language: phrase.language,
    });
  }

  return {
    /** Speaks after all that is still to be said; resolves when it was said, or when the mouth was shut. */
    say(phrase: Phrase): Promise<void> {
      const done = Promise.withResolvers<void>();
      if (isClean) register(phrase);
      queue.push({ phrase, frame: 0, fromMs: 0, done, wire: [] });
      return done.promise;
    },

    isSpeaking: () => queue.length > 0,

    /** The next 20 ms of voice, before the line. */
    next(atMs: number): Uint8Array {
      const [speaking] = queue;
      if (speaking === undefined) return SILENT_FRAME;
      if (speaking.frame === 0) speaking.fromMs = atMs;
      const from = speaking.frame * FRAME_BYTES;
      return speaking.phrase.audio.subarray(from, from + FRAME_BYTES);
    },

    /** The frame that `next` gave has gone out like this. */
    sent(wire: Uint8Array, atMs: number): void {
      const [speaking] = queue;
      if (speaking === undefined) return;
      speaking.frame += 1;
      if (!isClean) {
        speaking.wire.push(wire);
        registerAsSent(speaking);
      }
      if (speaking.frame * FRAME_BYTES < speaking.phrase.audio.length) return;
      queue.shift();
      finish(speaking, atMs);
    },

    /** Says no more. */
    shut(atMs: number): void {
      const unsaid = queue;
      queue = [];
      for (const speaking of unsaid) {
        if (speaking.frame > 0) finish(speaking, atMs);
        else speaking.done.resolve();
      }
    },
  };
}
