// Numbers as they are said, in Hebrew (which has two genders) and English. Whole numbers from 0 to 999,999,999.
import type { Language } from '../conversations/language.ts';

export type Gender = 'feminine' | 'masculine';

const HEBREW_ONES: Record<Gender, readonly string[]> = {
  feminine: ['אפס', 'אחת', 'שתיים', 'שלוש', 'ארבע', 'חמש', 'שש', 'שבע', 'שמונה', 'תשע', 'עשר'],
  masculine: ['אפס', 'אחד', 'שניים', 'שלושה', 'ארבעה', 'חמישה', 'שישה', 'שבעה', 'שמונה', 'תשעה', 'עשרה'],
};
const HEBREW_TENS = ['', '', 'עשרים', 'שלושים', 'ארבעים', 'חמישים', 'שישים', 'שבעים', 'שמונים', 'תשעים'];
/** Thousands from three to ten have a form of their own. */
const HEBREW_THOUSANDS = ['', 'אלף', 'אלפיים', 'שלושת', 'ארבעת', 'חמשת', 'ששת', 'שבעת', 'שמונת', 'תשעת', 'עשרת'];

const ENGLISH_ONES = `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
  sixteen seventeen eighteen nineteen`.split(/\s+/);
const ENGLISH_TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ENGLISH_ORDINALS: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** @param gender of what is counted, in Hebrew; numbers alone are feminine */
export function numberWords(number: number, language: Language, gender: Gender = 'feminine'): string {
  return language === 'he' ? joinHebrew(hebrewParts(number, gender)) : english(number);
}

/** Digit by digit, as phone numbers are said. */
export function digitWords(digits: string, language: Language): string {
  return [...digits].map((digit) => numberWords(Number(digit), language)).join(' ');
}

/** `5` as `fifth`, in English. */
export function englishOrdinal(number: number): string {
  const words = english(number);
  const last = words.split(/[\s-]/).at(-1) ?? '';
  const ordinal = ENGLISH_ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return words.slice(0, words.length - last.length) + ordinal;
}

/** "and" stands before the last part only. */
function joinHebrew(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(' ')} ו${last}`;
}

function hebrewParts(number: number, gender: Gender): string[] {
  if (number >= 1_000_000) {
    const millions = Math.floor(number / 1_000_000);
    const rest = number % 1_000_000;
    const counted =
      millions === 1 ? 'מיליון' : `${millions === 2 ? 'שני' : numberWords(millions, 'he', 'masculine')} מיליון`;
    return [counted, ...(rest === 0 ? [] : hebrewParts(rest, gender))];
  }
  if (number >= 1_000) {
    const thousands = Math.floor(number / 1_000);
    const rest = number % 1_000;
    return [hebrewThousands(thousands), ...(rest === 0 ? [] : hebrewParts(rest, gender))];
  }
  if (number >= 100) {
    const hundreds = Math.floor(number / 100);
    const rest = number % 100;
    const counted = hundreds === 1 ? 'מאה' : hundreds === 2 ? 'מאתיים' : `${HEBREW_ONES.feminine[hundreds]} מאות`;
    return [counted, ...(rest === 0 ? [] : hebrewParts(rest, gender))];
  }
  if (number >= 20) {
    const tens = HEBREW_TENS[Math.floor(number / 10)] ?? '';
    return number % 10 === 0 ? [tens] : [tens, HEBREW_ONES[gender][number % 10] ?? ''];
  }
  return [number > 10 ? hebrewTeen(number - 10, gender) : (HEBREW_ONES[gender][number] ?? '')];
}

function hebrewTeen(ones: number, gender: Gender): string {
  if (ones === 2) return gender === 'feminine' ? 'שתים עשרה' : 'שנים עשר';
  return `${HEBREW_ONES[gender][ones]} ${gender === 'feminine' ? 'עשרה' : 'עשר'}`;
}

function hebrewThousands(thousands: number): string {
  if (thousands <= 2) return HEBREW_THOUSANDS[thousands] ?? '';
  if (thousands <= 10) return `${HEBREW_THOUSANDS[thousands]} אלפים`;
  return `${numberWords(thousands, 'he', 'masculine')} אלף`;
}

function english(number: number): string {
  for (const [size, name] of [
    [1_000_000, 'million'],
    [1_000, 'thousand'],
    [100, 'hundred'],
  ] as const) {
    if (number < size) continue;
    const rest = number % size;
    return `${english(Math.floor(number / size))} ${name}${rest === 0 ? '' : ` ${english(rest)}`}`;
  }
  if (number < 20) return ENGLISH_ONES[number] ?? '';
  const tens = ENGLISH_TENS[Math.floor(number / 10)] ?? '';
  return number % 10 === 0 ? tens : `${tens}-${ENGLISH_ONES[number % 10]}`;
}
