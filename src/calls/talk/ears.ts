// The caller's words: the audio of the call through recognition streams that are renewed, replaced and put together as
// `../stt` plans it.
import type { Language } from '../../domain/conversations/language.ts';
import type { SpeechEnd, SpeechStream, SpeechToText } from '../../providers/speech/speech-to-text.ts';
import { BYTES_PER_MS } from '../audio/frames.ts';
import {
  createRenewal,
  KEPT_AUDIO_MS,
  type RecognitionEffect,
  type RecognitionEvent,
  streamsFed,
} from '../stt/renewal.ts';

export interface EarEvents {
  /** All words since they were taken last, the unfinished ones included. */
  onWords(text: string): void;
  /** No stream stays open. */
  onLost(): void;
  /** A stream ended though nobody asked for it. */
  onBroken(end: SpeechEnd): void;
}

export interface EarParts {
  speech: SpeechToText;
  language: Language;
  /** 0 to 1: spreads the renewals of calls that began together. */
  jitter: number;
  /** ms */
  now(): number;
}

export type Ears = ReturnType<typeof openEars>;

type Happening = RecognitionEvent extends infer Event
  ? Event extends RecognitionEvent
    ? Omit<Event, 'at' | 'audioMs'>
    : never
  : never;

/** Listens in one language, until closed. */
export function openEars({ speech, language, jitter, now }: EarParts, { onWords, onLost, onBroken }: EarEvents) {
  const renewal = createRenewal(jitter);
  const streams = new Map<number, SpeechStream>();
  const kept = createKeptAudio();
  let isClosed = false;
  let [state, first] = renewal.begin(now());
  carryOut(first);

  function happen(event: Happening): void {
    if (isClosed) return;
    let effects: readonly RecognitionEffect[];
    [state, effects] = renewal.reduce(state, { ...event, at: now(), audioMs: kept.ms() });
    carryOut(effects);
  }

  function carryOut(effects: readonly RecognitionEffect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'open':
          open(effect.stream, effect.fromMs);
          break;
        case 'close':
          streams.get(effect.stream)?.end();
          streams.delete(effect.stream);
          break;
        case 'words':
          onWords(effect.text);
          break;
        case 'lost':
          onLost();
      }
    }
  }

  function open(stream: number, fromMs: number): void {
    const opened = speech.open({
      language,
      onResult: ({ text, endMs, kind }) => happen({ type: 'result', stream, text, endMs, isFinal: kind === 'final' }),
      onEnd(end) {
        // One that was closed is not in the list any more.
        if (!isClosed && streams.delete(stream)) onBroken(end);
        happen({ type: 'ended', stream });
      },
    });
    streams.set(stream, opened);
    for (const audio of kept.from(fromMs)) opened.write(audio);
  }

  return {
    /** The next audio of the caller. */
    hear(audio: Uint8Array): void {
      if (isClosed) return;
      kept.add(audio);
      for (const stream of streamsFed(state)) streams.get(stream)?.write(audio);
    },
    voice: (isOn: boolean) => happen({ type: 'voice', isOn }),
    /** The words so far belong to a turn that was taken. */
    taken: () => happen({ type: 'taken' }),
    /** Time has passed: streams may have to be renewed. To be told a few times a second. */
    tick: () => happen({ type: 'tick' }),
    /** The caller has paused: the last words should not wait for more audio. */
    flush(): void {
      for (const stream of streams.values()) stream.flush();
    },
    /** They hear nothing: other streams are opened, on other connections. */
    restart(): void {
      for (const stream of [...streams.values()]) stream.abandon();
    },
    close(): void {
      isClosed = true;
      for (const stream of streams.values()) stream.end();
      streams.clear();
    },
  };
}

/**
 * The audio of the last seconds, and how much there was in all. Copied into one place: a piece by itself would live just
 * long enough to be expensive for the garbage collector, fifty times a second for each call.
 */
function createKeptAudio() {
  const ring = new Uint8Array(KEPT_AUDIO_MS * BYTES_PER_MS);
  let bytes = 0;

  return {
    ms: () => bytes / BYTES_PER_MS,

    add(audio: Uint8Array): void {
      bytes += audio.length;
      const last = audio.subarray(-ring.length);
      const at = (bytes - last.length) % ring.length;
      ring.set(last.subarray(0, ring.length - at), at);
      ring.set(last.subarray(ring.length - at));
    },

    /** What was heard from that place on, as far as it is kept. */
    from(ms: number): Uint8Array[] {
      const start = Math.max(Math.ceil(ms * BYTES_PER_MS), bytes - ring.length);
      const at = start % ring.length;
      const before = ring.slice(at, at + Math.max(0, bytes - start));
      const after = ring.slice(0, Math.max(0, bytes - start - before.length));
      return [before, after].filter(({ length }) => length > 0);
    },
  };
}
