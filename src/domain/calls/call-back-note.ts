// What a reminder says of a caller who wants to be called back.
import type { Language } from '../conversations/language.ts';

export interface CallBack {
  name: string | null;
  /** E.164; null when nobody knows more than what was said. */
  phone: string | null;
  /** In the caller's or the assistant's words. */
  about: string | undefined;
  when: string | undefined;
}

const WORDS = {
  he: { callBack: 'לחזור בטלפון', to: 'אל' },
  en: { callBack: 'Call back', to: '' },
} as const satisfies Record<Language, object>;

/** Unicode's isolate: without it a number's plus stands at its end in Hebrew. */
const LEFT_TO_RIGHT = '\u2066';
const END = '\u2069';

/** "Call back Dana, +972501234567: a new tap (tomorrow at ten)". */
export function callBackNote({ name, phone, about, when }: CallBack, language: Language): string {
  const { callBack, to } = WORDS[language];
  const number = phone === null || language === 'en' ? phone : `${LEFT_TO_RIGHT}${phone}${END}`;
  const who = [name, number].filter((part) => part !== null).join(', ');
  const head = [callBack, who === '' ? '' : to, who].filter((part) => part !== '').join(' ');
  return `${head}${about === undefined ? '' : `: ${about}`}${when === undefined ? '' : ` (${when})`}`;
}
