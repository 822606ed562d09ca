// A text as a list of plain words, so that rules about words need not know of punctuation, vowel points or emoji.

/** Vowel points and accents of Hebrew: the same word with and without them. */
const HEBREW_POINTS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g;

/** Marks inside a word that people type or leave out: don't, עו"ד, בן־אדם is two words and stays so. */
const MARKS_IN_WORDS = /(?<=\p{L})['’`"״׳“”](?=\p{L})/gu;

/** Words in lower case, without punctuation, vowel points and emoji. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(HEBREW_POINTS, '').replace(MARKS_IN_WORDS, '');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Where a phrase stands in the words, or -1.
 * Hebrew writes "and", "the", "to", "in", "from", "that", "as" as letters before the word: הנציג is "the agent", so up to
 * three of them before the phrase are passed over.
 */
export function indexOfPhrase(words: readonly string[], phrase: readonly string[]): number {
  if (phrase.length === 0) return -1;
  return words.findIndex((_, start) => phrase.every((part, offset) => isSameWord(words[start + offset], part, offset)));
}

/** Whether the phrase stands in the words. */
export function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return indexOfPhrase(words, phrase) >= 0;
}

function isSameWord(word: string | undefined, part: string, offset: number): boolean {
  if (word === undefined) return false;
  if (word === part) return true;
  if (offset > 0 || !word.endsWith(part) || !/^[\u05d0-\u05ea]/.test(part)) return false;
  return /^[והשלבמכ]{1,3}$/.test(word.slice(0, word.length - part.length));
}
