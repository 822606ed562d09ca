// Finds the name by which a customer introduces themselves.

import { wordsOf } from '../conversations/written-words.ts';
import { CITIES } from './cities.ts';
import { isGreeting, mayBeName } from './common-words.ts';
import { isGivenName } from './given-names.ts';

/** The name, and the text around it with the introduction taken out. */
export interface Introduction {
  name: string;
  rest: string;
}

/** Says that a name follows, whatever it is. */
const SURE =
  /(?:^|\s)(?:שמי|קוראים לי|השם שלי(?: הוא| זה)?|השם הוא|השם:|שם:|my name is|my name's|my name:|name is|name:|call me)\s+/iu;

/** May be followed by a name or by anything else: "אני דנה", "אני בבית"; "this is Dana", "this is urgent". */
const PERHAPS = /(?:^|\s)(?:(?:כאן |פה |זה )?מדברת?|אני|זה|זאת|כאן|i'm|i’m|im|i am|this is|it's|it’s)\s+/iu;

const LONGEST_NAME_WORDS = 3;

/** Emoji, and the invisible marks that phones put around Hebrew. */
const DECORATION = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Cf}]|\ufe0f/gu;

/**
 * Reads a name.
 * @param awaited whether the customer was just asked for it: then an answer of a few words that can be a name is one
 */
export function nameIn(text: string, awaited: boolean): Introduction | undefined {
  for (const { segment, asks } of segmentsOf(text)) {
    const found = introduction(segment, awaited) ?? (awaited && !asks ? bareName(segment) : undefined);
    if (found) return { name: tidied(found.name), rest: without(text, found.part) };
  }
  return undefined;
}

interface Found {
  name: string;
  /** What to take out of the text. */
  part: string;
}

function introduction(segment: string, awaited: boolean): Found | undefined {
  return after(SURE, segment, () => true) ?? after(PERHAPS, segment, (name) => awaited || isGivenName(firstWord(name)));
}

function after(opening: RegExp, segment: string, accept: (name: string) => boolean): Found | undefined {
  const match = opening.exec(segment);
  if (!match) return undefined;
  const name = leadingName(segment.slice(match.index + match[0].length));
  return name !== '' && accept(name) ? { name, part: `${match[0].trim()} ${name}` } : undefined;
}

/**
 * "דנה", "דנה כהן", "היי דנה"; or a given name that goes straight on: "דני כהן נזילה במטבח".
 * After a no comes a refusal, not a name.
 */
function bareName(segment: string): Found | undefined {
  const words = segment.split(/\s+/);
  if (['לא', 'no', 'not'].includes(plain(words[0] ?? ''))) return undefined;
  const start = words.findIndex((word) => !isGreeting(plain(word)));
  if (start < 0) return undefined;
  const rest = words.slice(start).join(' ');
  const name = leadingName(rest);
  if (name === '') return undefined;
  return name === rest || isGivenName(firstWord(name)) ? { name, part: name } : undefined;
}

/** The words at the start that can be a name, at most three. */
function leadingName(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const end = words.findIndex((word) => !isNameWord(word));
  return words.slice(0, Math.min(end < 0 ? words.length : end, LONGEST_NAME_WORDS)).join(' ');
}

function isNameWord(word: string): boolean {
  return /^\p{L}[\p{L}'’׳"״־-]+$/u.test(word) && mayBeName(plain(word)) && !isCityWithPreposition(word);
}

/** "דנה מחולון", "דני מתל אביב": where from, not a surname. */
function isCityWithPreposition(word: string): boolean {
  return /^[מב]/.test(word) && CITIES.some((city) => city.split(' ')[0] === word.slice(1));
}

/** The pieces between punctuation, and whether a question mark ends the piece: "נו?" is no name. */
function segmentsOf(text: string): { segment: string; asks: boolean }[] {
  return text
    .split(/(?<=[\n,.;!?…()])|\s[-–—]+\s/u)
    .map((piece) => ({
      segment: piece
        .replace(DECORATION, '')
        .replace(/[\n,.;!?…()]+$/u, '')
        .trim(),
      asks: piece.includes('?'),
    }))
    .filter(({ segment }) => segment !== '');
}

function without(text: string, part: string): string {
  const start = text.indexOf(part);
  return start < 0 ? text : `${text.slice(0, start)} ${text.slice(start + part.length)}`;
}

/** Latin names typed in lower case get their capitals. */
function tidied(name: string): string {
  return /[A-Z]/.test(name) ? name : name.replace(/(?<![\p{L}'’])[a-z]/gu, (letter) => letter.toUpperCase());
}

const firstWord = (text: string) => text.split(' ')[0] ?? '';
const plain = (word: string) => wordsOf(word).join('');
