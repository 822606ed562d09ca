// The caller's side of a talk: voice, words and keys, told as turn-taking wants them. What was said and what was typed since
// the last turn are one text.
import type { Language } from '../../domain/conversations/language.ts';
import type { SpeechToText } from '../../providers/speech/speech-to-text.ts';
import type { TurnEvent } from '../turns/turn-state.ts';
import type { VoiceDetector } from '../vad/detector.ts';
import type { VoiceChange } from '../vad/voice-watch.ts';
import { type Ears, openEars } from './ears.ts';
import { createKeypad } from './keypad.ts';

export interface Hearing {
  speech: SpeechToText;
  detector: VoiceDetector;
}

export interface ListeningParts {
  /** Undefined: nothing is understood but keys. */
  hearing: Hearing | undefined;
  language: Language;
  /** ms; monotonic. */
  now(): number;
  happen(event: TurnEvent): void;
  /** A stream of recognition broke. */
  onFailure(error: Error): void;
}

/** One event a second shows that audio comes. */
const FRAME_NEWS_MS = 1_000;
/** How often streams of recognition are looked after. */
const EARS_EVERY_MS = 100;

export function createListening({ hearing, language, now, happen, onFailure }: ListeningParts) {
  const keypad = createKeypad();
  let watch = hearing?.detector.open(onVoice);
  let ears = hearing && open(hearing, language);
  let said = '';
  let typed = '';
  let framesAt = Number.NEGATIVE_INFINITY;
  let earsAt = now();

  function open({ speech }: Hearing, spoken: Language): Ears {
    const parts = { speech, language: spoken, jitter: Math.random(), now };
    return openEars(parts, {
      onWords(text) {
        said = text;
        happen({ type: 'words', text: joined(said, typed), at: now() });
      },
      onLost: () => happen({ type: 'recognition-lost', at: now() }),
      onBroken(end) {
        if (end.kind === 'failed') onFailure(new Error(`${end.failure}: ${end.detail}`));
      },
    });
  }

  function onVoice({ type, since }: VoiceChange): void {
    if (type !== 'voice-lasts') ears?.voice(type === 'voice-began');
    happen({ type, since, at: now() });
  }

  /** Without words to go with, what was typed means what each key means. */
  function onTyped(keys: string | undefined): void {
    if (keys === undefined || ears === undefined) return;
    typed = joined(typed, keys);
    happen({ type: 'typed', text: joined(said, typed), at: now() });
  }

  return {
    /** The caller's next audio. */
    hear(audio: Uint8Array): void {
      const at = now();
      if (at - framesAt >= FRAME_NEWS_MS) {
        framesAt = at;
        happen({ type: 'frame', at });
      }
      watch?.hear(audio, at);
      ears?.hear(audio);
    },

    /** Audio of ours went out: it may come back as an echo. */
    sent: (audio: Uint8Array): void => watch?.sent(audio, now()),

    press(digit: string): void {
      onTyped(keypad.press(digit, now()));
      happen({ type: 'key', digit, at: now() });
    },

    /** To be told every few ms. */
    tick(at: number): void {
      onTyped(keypad.tick(at));
      if (at - earsAt < EARS_EVERY_MS) return;
      earsAt = at;
      ears?.tick();
    },

    /** The words so far belong to a turn. */
    taken(): void {
      said = '';
      typed = '';
      ears?.taken();
    },

    flush: () => ears?.flush(),
    restart: () => ears?.restart(),

    switchTo(next: Language): void {
      if (hearing === undefined || ears === undefined) return;
      ears.close();
      ears = open(hearing, next);
    },

    /** Nothing is listened to any more but keys. */
    stop(): void {
      watch?.close();
      watch = undefined;
      ears?.close();
      ears = undefined;
    },
  };
}

function joined(...texts: string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}
