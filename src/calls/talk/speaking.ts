// Our side of a talk: sentences become audio, and audio goes to the caller's ear. What came of both is told as turn-taking
// wants it.
import type { Language } from '../../domain/conversations/language.ts';
import type { TextToSpeech } from '../../providers/tts/text-to-speech.ts';
import type { CallLine } from '../session.ts';
import type { TurnEvent } from '../turns/turn-state.ts';
import type { LineAudio, Voices } from './fixed-lines.ts';
import { createMouth } from './mouth.ts';
import { createVoice } from './voice.ts';

export interface SpeakingParts {
  tts: TextToSpeech;
  voices: Voices;
  line: CallLine;
  /** ms; monotonic. */
  now(): number;
  happen(event: TurnEvent): void;
  /** Whether the audio that was told of ends where a sentence ends. */
  endsWithSentence(): boolean;
  /** Audio went out. */
  onSent(audio: Uint8Array): void;
  /** A sentence could not be spoken. */
  onFailure(error: unknown): void;
}

export function createSpeaking(parts: SpeakingParts) {
  const { tts, voices, line, now, happen, onSent, onFailure } = parts;
  const mouth = createMouth({
    ...line,
    play(audio) {
      line.play(audio);
      onSent(audio);
    },
  });
  let isSendingSoon = false;

  function send(at: number): void {
    const marks = mouth.send(at, parts.endsWithSentence());
    for (const { name, playsUntil } of marks) happen({ type: 'mark-sent', name, playsUntil, at });
  }

  /** The first audio of a turn does not wait for the next tick: only for what is being done with it. */
  function sendSoon(): void {
    if (isSendingSoon) return;
    isSendingSoon = true;
    setImmediate(() => {
      isSendingSoon = false;
      try {
        send(now());
      } catch (error) {
        onFailure(error);
      }
    });
  }

  const voice = createVoice({
    onAudio(sentence, text, { mulaw, words }) {
      const ms = mouth.add(mulaw);
      if (ms > 0 || words) happen({ type: 'audio', sentence, text, ms, ...(words ? { words } : {}), at: now() });
      sendSoon();
    },
    onDone(sentence, text) {
      const ms = mouth.endSentence();
      if (ms > 0) happen({ type: 'audio', sentence, text, ms, at: now() });
      happen({ type: 'audio-done', sentence, at: now() });
    },
    onFailed(sentence, error) {
      mouth.breakOff();
      onFailure(error);
      happen({ type: 'voice-failed', sentence, at: now() });
    },
  });

  return {
    begin: mouth.begin,
    resume: mouth.resume,
    clear: mouth.clear,

    say: (sentence: number, audio: Promise<LineAudio>) => voice.say(sentence, audio),

    voice(sentence: number, text: string, language: Language): void {
      voice.speak(sentence, text, (signal) => tts.speak(text, { language, voice: voices[language] }, signal));
    },

    drop(sentence: number): void {
      mouth.breakOff();
      voice.drop(sentence);
    },

    cancel: () => voice.cancel(),

    /** To be told every 20 ms or so: sends what is due. */
    tick: send,
  };
}
