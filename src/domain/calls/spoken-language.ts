// Which language the call goes on in: the caller asks for one, or simply speaks it.
import type { Language } from '../conversations/language.ts';

/** Fewer words may be a name, a brand, a greeting. */
const CLEAR_WORDS = 3;

const REQUESTS: Record<Language, RegExp> = {
  en: /\b(?:speak|talk|in|switch to) english\b|\benglish,? please\b|(?:^|\s)(?:ב|ל)?אנגלית(?:$|[\s?.!,])/iu,
  he: /\b(?:speak|talk|in|switch to) hebrew\b|\bhebrew,? please\b|(?:^|\s)(?:ב|ל)?עברית(?:$|[\s?.!,])/iu,
};

/** One who says this of a language does not ask for it. */
const DECLINED = /\b(?:no|not|don'?t|can'?t)\b|(?:^|\s)(?:לא|אין)(?:\s|$)/iu;

/**
 * The language after these words: the one that is asked for, or that of a clear sentence, which is one of three words
 * or more without any in the other script.
 */
export function languageAfter(text: string, current: Language): Language {
  const other = current === 'he' ? 'en' : 'he';
  if (REQUESTS[other].test(text) && !DECLINED.test(text)) return other;
  const hebrew = text.match(/\p{Script=Hebrew}{2,}/gu)?.length ?? 0;
  const latin = text.match(/[A-Za-z']{2,}/g)?.length ?? 0;
  if (current === 'he' && hebrew === 0 && latin >= CLEAR_WORDS) return 'en';
  if (current === 'en' && latin === 0 && hebrew >= CLEAR_WORDS) return 'he';
  return current;
}
