// Which language a customer writes, Hebrew or English, so that the answer comes in the same.

import { isPlaceholder } from './history.ts';

/** The languages customers are answered in. */
export type Language = 'he' | 'en';

/** Written by Hebrew speakers as much as by others, so they decide nothing. */
const SHARED_WORDS = new Set(['ok', 'okay', 'k', 'whatsapp', 'sms', 'pdf', 'bit', 'waze']);

/** Addresses are in Latin letters whatever the language around them. */
const LINK_OR_EMAIL = /@|:\/\/|\.(?:com|net|org|co|il)\b/i;

/**
 * The language of the newest text that shows one.
 * @param newestFirst the customer's texts
 * @param fallback the business's language, when no text shows one
 */
export function languageOf(newestFirst: readonly string[], fallback: Language): Language {
  for (const text of newestFirst) {
    const language = shownLanguage(text);
    if (language) return language;
  }
  return fallback;
}

/**
 * Hebrew sentences are full of Latin brands and models, English ones hold a Hebrew word at most (a street, a name).
 * So a Hebrew word counts for two.
 */
function shownLanguage(text: string): Language | undefined {
  if (isPlaceholder(text)) return undefined;
  const written = text.split(/\s+/).filter((part) => !LINK_OR_EMAIL.test(part));
  const words = written.join(' ').match(/\p{L}+/gu) ?? [];
  const hebrew = words.filter((word) => /\p{Script=Hebrew}/u.test(word)).length;
  const english = words.filter((word) => /[A-Za-z]/.test(word) && !SHARED_WORDS.has(word.toLowerCase())).length;
  if (hebrew === 0 && english === 0) return undefined;
  return hebrew * 2 >= english ? 'he' : 'en';
}
