// What was said and what of it was heard, for one of our turns. Pure. Sent is not heard: only marks tell, and only those
// of the newest generation, because `clear` makes Twilio send the others back unplayed.
import type { WordEnd } from '../../domain/calls/speech.ts';
import { readMark } from '../audio/marks.ts';

/** The audio of one sentence, in one stretch. Positions are ms of the turn's audio. */
type Spoken = {
  sentence: number;
  text: string;
  fromMs: number;
  /** The length so far. */
  ms: number;
  isComplete: boolean;
  /** Where the voice's adapter has them; else words are estimated from the length. */
  words: readonly WordEnd[] | undefined;
  /** How many characters were heard. Never less than before. */
  heardCharacters: number;
};

export type Ledger = {
  generation: number;
  sentences: readonly Spoken[];
  /** The positions up to which there is audio, up to which it was sent and marked, and up to which it was heard. */
  producedMs: number;
  sentMs: number;
  heardMs: number;
  /** Marks that have not come back, oldest first, with the time by which they must. */
  pending: readonly { ms: number; by: number }[];
};

/** A mark that is not back this long (ms) after its audio should have ended is lost: a wait for it must not be for ever. */
export const MARK_GRACE_MS = 1_000;

/** How long a character of speech takes, while nothing better is known: about 14 characters a second. */
const CHARACTER_MS = 70;

/** A turn in which nothing was said yet. */
export function createLedger(generation: number): Ledger {
  return { generation, sentences: [], producedMs: 0, sentMs: 0, heardMs: 0, pending: [] };
}

/**
 * More audio of a sentence. Audio of the next one ends the one before it.
 * @param ms the length of this piece
 */
export function addAudio(
  ledger: Ledger,
  { sentence, text, ms, words }: { sentence: number; text: string; ms: number; words?: readonly WordEnd[] },
): Ledger {
  const last = ledger.sentences.at(-1);
  const producedMs = ledger.producedMs + ms;
  if (last?.sentence === sentence) {
    const longer = { ...last, ms: last.ms + ms, words: words ?? last.words };
    return withHeard({ ...ledger, producedMs, sentences: [...ledger.sentences.slice(0, -1), longer] });
  }
  const next = { sentence, text, fromMs: ledger.producedMs, ms, isComplete: false, words, heardCharacters: 0 };
  return withHeard({ ...ledger, producedMs, sentences: [...ledger.sentences.map(completed), next] });
}

/** There is no more audio of this sentence. */
export function completeSentence(ledger: Ledger, sentence: number): Ledger {
  const sentences = ledger.sentences.map((spoken) => (spoken.sentence === sentence ? completed(spoken) : spoken));
  return withHeard({ ...ledger, sentences });
}

/** A mark went out, after the audio before it. @param playsUntil when that audio should have been played, ms */
export function noteSent(ledger: Ledger, name: string, playsUntil: number): Ledger {
  const mark = readMark(name);
  if (mark?.generation !== ledger.generation || mark.ms <= ledger.sentMs) return ledger;
  return {
    ...ledger,
    sentMs: Math.min(mark.ms, ledger.producedMs),
    pending: [...ledger.pending, { ms: mark.ms, by: playsUntil + MARK_GRACE_MS }],
  };
}

/** A mark came back. One of an older generation, or that was never sent, says nothing. */
export function noteReturned(ledger: Ledger, name: string): Ledger {
  const mark = readMark(name);
  if (mark?.generation !== ledger.generation || !ledger.pending.some(({ ms }) => ms === mark.ms)) return ledger;
  // Marks come back in order: one of a later place speaks for those before it.
  const pending = ledger.pending.filter(({ ms }) => ms > mark.ms);
  return withHeard({ ...ledger, heardMs: Math.max(ledger.heardMs, Math.min(mark.ms, ledger.sentMs)), pending });
}

/** `clear` goes out: what was not heard by now counts as not sent. It can be sent again, from `heardMs`. */
export function clearLedger(ledger: Ledger): Ledger {
  return { ...ledger, generation: ledger.generation + 1, sentMs: ledger.heardMs, pending: [] };
}

/** The text that was heard, cut at a word. */
export function heardText(ledger: Ledger): string {
  return ledger.sentences
    .map(({ text, heardCharacters }) => text.slice(0, heardCharacters).trim())
    .filter((text) => text !== '')
    .join(' ');
}

/** All that is being said in the turn, heard or not. */
export function textOf({ sentences }: Ledger): string {
  return sentences.map(({ text }) => text).join(' ');
}

/** Whether everything there is was heard. */
export function isHeardToEnd({ heardMs, producedMs }: Ledger): boolean {
  return heardMs >= producedMs;
}

/** Whether the audio there is ends where a sentence ends: then its last frame is worth a mark. */
export function endsWithSentence({ sentences }: Ledger): boolean {
  return sentences.at(-1)?.isComplete ?? false;
}

/** By when (ms) the oldest mark must have come back; undefined when none is out. */
export function markDeadline({ pending }: Ledger): number | undefined {
  return pending[0]?.by;
}

function completed(spoken: Spoken): Spoken {
  return { ...spoken, isComplete: true };
}

function withHeard(ledger: Ledger): Ledger {
  const sentences = ledger.sentences.map((spoken) => {
    const heardCharacters = Math.max(spoken.heardCharacters, charactersHeard(spoken, ledger.heardMs - spoken.fromMs));
    return heardCharacters === spoken.heardCharacters ? spoken : { ...spoken, heardCharacters };
  });
  return { ...ledger, sentences };
}

function charactersHeard({ text, ms, isComplete, words }: Spoken, heardMs: number): number {
  if (heardMs <= 0) return 0;
  if (isComplete && heardMs >= ms) return text.length;
  if (words) return Math.min(text.length, words.findLast((word) => word.ms <= heardMs)?.characters ?? 0);
  // A sentence whose end is not known yet may be longer than it is so far: claim too little rather than too much.
  const wholeMs = isComplete ? ms : Math.max(ms, text.length * CHARACTER_MS);
  const reached = Math.floor((text.length * heardMs) / wholeMs);
  if (reached >= text.length) return isComplete ? text.length : 0;
  return /\s/.test(text[reached] ?? '') ? reached : text.slice(0, reached).search(/\s\S*$/) + 1;
}
