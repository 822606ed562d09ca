// The voices of the bench, synthesised once before anything is measured: what callers say, and what we answer with.
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { FRAME_BYTES, isLoud } from '../../src/sandbox/audio/frames.ts';
import { normalised, type Phrase, spokenWord } from '../../src/sandbox/matcher/phrases.ts';
import { createSpeaker } from '../../src/sandbox/speaker/speaker.ts';

export const LANGUAGES = ['en', 'he'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Whole sentences: the wait before an answer is the shortest that there is, and known. */
const UTTERANCES: Record<Language, readonly string[]> = {
  en: [
    'Hello my name is Dana Levi.',
    'The sink in our kitchen is leaking since yesterday.',
    'Can somebody come tomorrow in the morning?',
    'There is also a problem with the shower upstairs.',
    'How much does such a visit cost?',
  ],
  he: [
    'שלום קוראים לי דנה לוי.',
    'הכיור במטבח שלנו דולף מאתמול.',
    'אפשר שמישהו יבוא מחר בבוקר?',
    'יש גם בעיה במקלחת בקומה השנייה.',
    'כמה עולה ביקור כזה?',
  ],
};

/** Our answers are cut from the beginning of one long text: which words they say matters to nobody here. */
const PASSAGES: Record<Language, string> = {
  en: 'Thank you very much for calling us today and for telling what happened, we have written all of it down and somebody of our team is going to look at it as soon as possible and will then call you back to agree on a time that suits you, please keep your phone with you until then and have the address at hand.',
  he: 'תודה רבה שהתקשרת אלינו היום וסיפרת מה קרה, רשמנו את הכול ומישהו מהצוות שלנו יסתכל על זה בהקדם האפשרי ויחזור אליך כדי לקבוע זמן שנוח לך, כדאי להשאיר את הטלפון קרוב ולהכין את הכתובת המדויקת של הבית ואת שם המשפחה שרשום על הדלת.',
};

const bytes = z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64'));
const language = z.enum(LANGUAGES);
const phrase = z.object({ language, text: z.string(), audio: bytes, words: z.array(spokenWord) });
const voices = z.object({
  utterances: z.array(phrase),
  /** The audio of {@link PASSAGES}. */
  passages: z.record(language, bytes),
});

/** Something a caller says: mu-law from its first loud frame to its last, and where its words are. */
export type Utterance = z.output<typeof phrase>;
export type Voices = z.output<typeof voices>;

/** Speaks everything and keeps it in a file, for the processes that need it. */
export async function makeVoices(file: string): Promise<void> {
  const speaker = createSpeaker();
  try {
    const utterances = [];
    for (const spoken of LANGUAGES) {
      for (const text of UTTERANCES[spoken]) {
        const { audio, words } = trimmed(await speaker.speak(text, spoken));
        utterances.push({ language: spoken, text, audio: base64(audio), words });
      }
    }
    const passages = {
      en: base64(trimmed(await speaker.speak(PASSAGES.en, 'en')).audio),
      he: base64(trimmed(await speaker.speak(PASSAGES.he, 'he')).audio),
    };
    await writeFile(file, JSON.stringify({ utterances, passages }));
  } finally {
    await speaker.close();
  }
}

export async function readVoices(file: string): Promise<Voices> {
  return voices.parse(JSON.parse(await readFile(file, 'utf8')));
}

/**
 * Without silence before and after: what is measured begins with the caller's first sound, or with their last. With one
 * of mu-law's two zeros, as the writer of WAV files does it: it goes through the calls process byte by byte.
 */
function trimmed({ audio, words, language: spoken }: Phrase): Phrase {
  const frames = Array.from({ length: audio.length / FRAME_BYTES }, (_, frame) =>
    audio.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES).some(isLoud),
  );
  const first = frames.indexOf(true);
  const end = frames.lastIndexOf(true) + 1;
  const within = (frame: number) => Math.min(Math.max(frame, first), end) - first;
  return {
    audio: normalised(audio.subarray(first * FRAME_BYTES, end * FRAME_BYTES)),
    words: words.map(({ text, fromFrame, toFrame }) => ({
      text,
      fromFrame: within(fromFrame),
      toFrame: within(toFrame),
    })),
    language: spoken,
  };
}

function base64(audio: Uint8Array): string {
  return Buffer.from(audio).toString('base64');
}
