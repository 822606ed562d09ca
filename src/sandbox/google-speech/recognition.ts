// What a recognizer makes of one stream: interim and final results. Time is the audio's own, in bytes that came.
import { BYTES_PER_MS } from '../audio/frames.ts';
import { createListener } from '../matcher/listener.ts';
import type { PhraseBook } from '../matcher/phrases.ts';
import type { HeardWord } from '../matcher/story.ts';

/** Words so far, and where in the audio (ms) they end. `stability` is how sure it is that they will not change. */
export type Recognized = { words: readonly HeardWord[]; endMs: number } & (
  | { kind: 'interim'; stability: number }
  | { kind: 'final' }
);

/** An interim result that has not changed for this long is called stable. */
const STABLE_AFTER_MS = 300;

/** @param endpointSilenceMs how much audio without a further word makes a result final; read anew each time */
export function createRecognition(book: PhraseBook, endpointSilenceMs: () => number) {
  const listener = createListener(book);
  let seen = listener.news();
  let words: readonly HeardWord[] = [];
  let changedAtMs = 0;
  let told: { text: string; stability: number } = { text: '', stability: 0 };

  const nowMs = (): number => listener.heardBytes() / BYTES_PER_MS;

  function look(): void {
    const news = listener.news();
    if (news === seen) return;
    seen = news;
    const before = textOf(words);
    words = listener.words();
    if (textOf(words) !== before) changedAtMs = nowMs();
  }

  function finalResult(): Recognized {
    const result: Recognized = { kind: 'final', words, endMs: endOf(words) };
    listener.settle(listener.heardBytes());
    words = [];
    told = { text: '', stability: 0 };
    return result;
  }

  return {
    /** Takes audio (mu-law); returns what is to be told now, if anything. */
    hear(audio: Uint8Array): Recognized | undefined {
      listener.hear(audio);
      look();
      if (words.length === 0) return undefined;
      if (nowMs() - endOf(words) >= endpointSilenceMs()) return finalResult();
      const text = textOf(words);
      const stability = nowMs() - changedAtMs >= STABLE_AFTER_MS ? 0.9 : 0.1;
      if (text === told.text && stability <= told.stability) return undefined;
      told = { text, stability };
      return { kind: 'interim', words, endMs: nowMs(), stability };
    },

    /** The audio has ended: what is left becomes final. */
    finish(): Recognized | undefined {
      look();
      return words.length === 0 ? undefined : finalResult();
    },

    heardMs: nowMs,
  };
}

function textOf(words: readonly HeardWord[]): string {
  return words.map(({ text }) => text).join(' ');
}

function endOf(words: readonly HeardWord[]): number {
  return (words.at(-1)?.to ?? 0) / BYTES_PER_MS;
}
