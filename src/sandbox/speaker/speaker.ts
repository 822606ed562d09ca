// A voice for the sandbox: text to telephone audio whose words are known by their frames. Words are kept once spoken.
import { Worker } from 'node:worker_threads';
import { FRAME_BYTES, SILENCE, wholeFrames } from '../audio/frames.ts';
import type { Phrase } from '../matcher/phrases.ts';
import type { Delivery, Order } from './espeak-thread.ts';

export type Speaker = ReturnType<typeof createSpeaker>;

/** Frames of silence after a word, and after one that ends a part of a sentence. */
const GAP_FRAMES = 3;
const PAUSE_FRAMES = 10;
const PART_END = /[.,;:!?…]$/;
const PUNCTUATION = /[\p{P}\p{S}]/gu;

const VOICES: Record<string, string> = { he: 'he', iw: 'he', en: 'en-us', ar: 'ar', ru: 'ru' };

/** @param deadlineMs how long one text may take; the first one takes the longest */
export function createSpeaker({ deadlineMs = 20_000 } = {}) {
  const kept = new Map<string, Uint8Array>();
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array[]>>();
  let thread: Worker | undefined;
  let orders = 0;

  function theThread(): Worker {
    if (thread !== undefined) return thread;
    const started = new Worker(new URL('./espeak-thread.ts', import.meta.url));
    started.on('message', (delivery: Delivery) => {
      const order = waiting.get(delivery.number);
      if ('audio' in delivery) order?.resolve(delivery.audio);
      else order?.reject(new Error(delivery.failure));
    });
    started.on('error', giveUp);
    thread = started;
    return started;
  }

  /** What hangs is ended with its thread; the next text begins a new one. */
  function giveUp(why: unknown): void {
    const ended = thread;
    thread = undefined;
    for (const { reject } of waiting.values()) reject(why);
    void ended?.terminate();
  }

  async function order(voice: string, words: string[]): Promise<Uint8Array[]> {
    const number = orders++;
    const delivery = Promise.withResolvers<Uint8Array[]>();
    waiting.set(number, delivery);
    const deadline = setTimeout(
      () => giveUp(new Error(`The speaker did not say "${words.join(' ')}" within ${deadlineMs} ms.`)),
      deadlineMs,
    );
    try {
      theThread().postMessage({ number, voice, words } satisfies Order);
      return await delivery.promise;
    } finally {
      clearTimeout(deadline);
      waiting.delete(number);
    }
  }

  async function soundsOf(voice: string, words: string[]): Promise<Uint8Array[]> {
    const missing = [...new Set(words)].filter((word) => !kept.has(keyOf(voice, word)));
    if (missing.length > 0) {
      const spoken = await order(voice, missing);
      missing.forEach((word, index) => {
        kept.set(keyOf(voice, word), wholeFrames(spoken[index] ?? new Uint8Array()));
      });
    }
    return words.map((word) => kept.get(keyOf(voice, word)) ?? new Uint8Array());
  }

  return {
    /**
     * The text as it goes on the wire. Its words carry the punctuation they were written with.
     * @param language a tag such as `he-IL`; Hebrew, English, Arabic and Russian can be spoken
     * @throws Error when the language has no voice, or the deadline passes
     */
    async speak(text: string, language: string): Promise<Phrase> {
      const voice = VOICES[language.split('-')[0]?.toLowerCase() ?? ''];
      if (voice === undefined) throw new Error(`The sandbox has no voice for ${language}.`);
      const written = text.split(/\s+/).filter((word) => word.replace(PUNCTUATION, '') !== '');
      const sounds = await soundsOf(
        voice,
        written.map((word) => word.replace(PUNCTUATION, ' ').trim().toLowerCase()),
      );
      return joined(written, sounds, language);
    },

    /** Ends the thread; what is being spoken fails. */
    async close(): Promise<void> {
      const ended = thread;
      thread = undefined;
      for (const { reject } of waiting.values()) reject(new Error('The speaker was closed.'));
      await ended?.terminate();
    },
  };
}

function joined(written: readonly string[], sounds: readonly Uint8Array[], language: string): Phrase {
  const pieces: Uint8Array[] = [];
  let frames = 0;
  const words = written.map((text, index) => {
    const sound = sounds[index] ?? new Uint8Array();
    const silence = PART_END.test(text) ? PAUSE_FRAMES : GAP_FRAMES;
    const fromFrame = frames;
    const toFrame = fromFrame + sound.length / FRAME_BYTES;
    pieces.push(sound, new Uint8Array(silence * FRAME_BYTES).fill(SILENCE));
    frames = toFrame + silence;
    return { text, fromFrame, toFrame };
  });
  return { audio: Buffer.concat(pieces), words, language };
}

function keyOf(voice: string, word: string): string {
  return `${voice} ${word}`;
}
