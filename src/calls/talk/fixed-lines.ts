// The audio of fixed sentences: made once by the process in each language, and kept.
import { SPOKEN_LINES, type SpokenLine, spokenLine } from '../../domain/calls/spoken-lines.ts';
import type { Language } from '../../domain/conversations/language.ts';
import type { TextToSpeech } from '../../providers/tts/text-to-speech.ts';
import { wholeAudio } from '../../providers/tts/whole-audio.ts';
import type { Logger } from '../../telemetry/log.ts';

export type Voices = Readonly<Record<Language, string>>;

/** What a fixed sentence says, and its mu-law. */
export interface LineAudio {
  text: string;
  mulaw: Uint8Array;
}

export type FixedLines = ReturnType<typeof createFixedLines>;

/** In this order: what a call may need first is made first. */
const LANGUAGES: readonly Language[] = ['he', 'en'];

export function createFixedLines(tts: TextToSpeech, voices: Voices, log: Pick<Logger, 'warn'>) {
  const made = new Map<string, Promise<LineAudio>>();
  const closing = new AbortController();

  /** @throws VoiceFailed when it is not there and cannot be made; the next one who asks tries again */
  function audioOf(line: SpokenLine, language: Language): Promise<LineAudio> {
    const key = `${language}/${line}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const text = spokenLine(line, language);
    const making = wholeAudio(tts, text, { language, voice: voices[language] }, closing.signal).then((mulaw) => ({
      text,
      mulaw,
    }));
    made.set(key, making);
    making.catch(() => made.delete(key));
    return making;
  }

  return {
    audioOf,

    /** Makes all of them, one after another. What fails is made when it is asked for. */
    async prepare(): Promise<void> {
      for (const language of LANGUAGES) {
        for (const line of SPOKEN_LINES) {
          if (closing.signal.aborted) return;
          await audioOf(line, language).catch((error: unknown) => {
            log.warn({ line, language, error: String(error) }, 'a fixed sentence has no audio yet');
          });
        }
      }
    },

    close: () => closing.abort(),
  };
}
