// Text becomes audio, sentence by sentence: each in one stretch, in the order in which they were asked for. Fixed lines
// are ready, and go before what is still being made.
import type { SpokenAudio } from '../../providers/tts/text-to-speech.ts';
import type { LineAudio } from './fixed-lines.ts';

export interface VoiceEvents {
  /** More audio of a sentence; those of one sentence come in one stretch. */
  onAudio(sentence: number, text: string, audio: SpokenAudio): void;
  onDone(sentence: number, text: string): void;
  onFailed(sentence: number, error: unknown): void;
}

/** A sentence that waits for its turn to be heard, and what was made of it so far. */
interface Sentence {
  number: number;
  text: string;
  /** Undefined while it may not begin yet. */
  begin: (() => AsyncIterable<SpokenAudio>) | undefined;
  made: SpokenAudio[];
  end: 'open' | 'done' | { error: unknown };
  isHeard: boolean;
  stop: AbortController;
}

/** The one that is heard, and the next: more at once would cost quota for words that may never be said. */
const MADE_AT_ONCE = 2;

export function createVoice({ onAudio, onDone, onFailed }: VoiceEvents) {
  let queue: Sentence[] = [];
  /** Lines whose audio is being fetched, by number. */
  const coming = new Set<number>();

  function add(sentence: Sentence, isNext: boolean): void {
    const before = isNext ? queue.findLastIndex(({ isHeard }) => isHeard) + 1 : queue.length;
    queue.splice(before, 0, sentence);
    beginNext();
  }

  function beginNext(): void {
    for (const sentence of queue.slice(0, MADE_AT_ONCE)) {
      const { begin } = sentence;
      sentence.begin = undefined;
      if (begin) void make(sentence, begin());
    }
  }

  async function make(sentence: Sentence, audio: AsyncIterable<SpokenAudio>): Promise<void> {
    try {
      for await (const piece of audio) {
        sentence.made.push(piece);
        deliver();
      }
      sentence.end = 'done';
    } catch (error) {
      sentence.end = { error };
    }
    deliver();
  }

  /** Hands on what the first in the queue has, then the next one's. */
  function deliver(): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      first.isHeard ||= first.made.length > 0;
      for (const piece of first.made.splice(0)) {
        onAudio(first.number, first.text, piece);
        // What was told may have ended all this.
        if (queue[0] !== first) break;
      }
      if (queue[0] !== first) continue;
      if (first.end === 'open') return;
      queue.shift();
      beginNext();
      if (first.end === 'done') onDone(first.number, first.text);
      else onFailed(first.number, first.end.error);
    }
  }

  return {
    /** A sentence of the model. @param speak makes its audio; its signal is aborted when nobody wants it any more */
    speak(number: number, text: string, speak: (signal: AbortSignal) => AsyncIterable<SpokenAudio>): void {
      const stop = new AbortController();
      const begin = () => speak(stop.signal);
      add({ number, text, begin, made: [], end: 'open', isHeard: false, stop }, false);
    },

    /** A fixed line: heard next, after the sentence that is being heard. */
    say(number: number, audio: Promise<LineAudio>): void {
      const stop = new AbortController();
      coming.add(number);
      audio.then(
        ({ text, mulaw }) => {
          if (!coming.delete(number)) return;
          add({ number, text, begin: undefined, made: [{ mulaw }], end: 'done', isHeard: false, stop }, true);
          deliver();
        },
        (error: unknown) => {
          if (coming.delete(number)) onFailed(number, error);
        },
      );
    },

    /** What else comes of this sentence is not wanted. */
    drop(number: number): void {
      queue.find((sentence) => sentence.number === number)?.stop.abort();
      queue = queue.filter((sentence) => sentence.number !== number);
      beginNext();
      deliver();
    },

    /** Nothing of what was asked for is wanted any more. */
    cancel(): void {
      for (const { stop } of queue) stop.abort();
      queue = [];
      coming.clear();
    },
  };
}
