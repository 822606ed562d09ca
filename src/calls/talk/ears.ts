// The caller's words: the audio of the call through recognition streams that are renewed, replaced and put together as
// `../stt` plans it.
import type { Language } from '../../domain/conversations/language.ts';
import type { SpeechEnd, SpeechStream, SpeechToText } from '../../providers/speech/speech-to-text.ts';
import {
  createRenewal,
  KEPT_AUDIO_MS,
  type RecognitionEffect,
  type RecognitionEvent,
  streamsFed,
} from '../stt/renewal.ts';

const BYTES_PER_MS = 8;

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

/** The audio of the last seconds, and how much there was in all. */
function createKeptAudio() {
  let pieces: { fromMs: number; audio: Uint8Array }[] = [];
  let bytes = 0;

  return {
    ms: () => bytes / BYTES_PER_MS,
    add(audio: Uint8Array): void {
      pieces.push({ fromMs: bytes / BYTES_PER_MS, audio });
      bytes += audio.length;
      // Looked at once a second or so: a shift for each frame of a hundred calls is work for nothing.
      if (pieces.length < 2 * PIECES_A_SECOND * (KEPT_AUDIO_MS / 1_000)) return;
      const oldest = bytes / BYTES_PER_MS - KEPT_AUDIO_MS;
      pieces = pieces.filter(({ fromMs }) => fromMs >= oldest);
    },
    /** What was heard from that place on. */
    from: (ms: number): Uint8Array[] => pieces.filter(({ fromMs }) => fromMs >= ms).map(({ audio }) => audio),
  };
}

const PIECES_A_SECOND = 50;
