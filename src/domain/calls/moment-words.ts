// Dates and times of day as they are said, in Hebrew and English. Day before month, as Israel writes.
import type { Language } from '../conversations/language.ts';
import { englishOrdinal, numberWords } from './number-words.ts';

const MONTHS: Record<Language, readonly string[]> = {
  he: 'ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

/** From which hour on it is what part of the day. */
const PARTS_OF_DAY: Record<Language, readonly [fromHour: number, words: string][]> = {
  he: [
    [21, 'בלילה'],
    [18, 'בערב'],
    [13, 'אחר הצהריים'],
    [12, 'בצהריים'],
    [5, 'בבוקר'],
    [0, 'בלילה'],
  ],
  en: [
    [21, 'at night'],
    [18, 'in the evening'],
    [12, 'in the afternoon'],
    [4, 'in the morning'],
    [0, 'at night'],
  ],
};

/** A day; undefined when there is none such. @param year in four digits */
export function dateWords(
  { day, month, year }: { day: number; month: number; year?: number | undefined },
  language: Language,
): string | undefined {
  const name = MONTHS[language][month - 1];
  if (name === undefined || day < 1 || day > 31) return undefined;
  if (language === 'he') {
    const words = `${numberWords(day, 'he', 'masculine')} ב${name}`;
    return year === undefined ? words : `${words} ${numberWords(year, 'he')}`;
  }
  const words = `${name} ${englishOrdinal(day)}`;
  return year === undefined ? words : `${words}, ${englishYear(year)}`;
}

/** A time of day on the 24-hour clock; undefined when there is none such. */
export function timeWords(hour: number, minute: number, language: Language): string | undefined {
  if (hour > 23 || minute > 59) return undefined;
  const part = PARTS_OF_DAY[language].find(([from]) => hour >= from)?.[1] ?? '';
  const spokenHour = numberWords(hour % 12 === 0 ? 12 : hour % 12, language);
  return `${spokenHour}${language === 'he' ? hebrewMinutes(minute) : englishMinutes(minute)} ${part}`;
}

function hebrewMinutes(minute: number): string {
  if (minute === 0) return '';
  if (minute === 15) return ' ורבע';
  if (minute === 30) return ' וחצי';
  // One to ten alone could be taken for hours.
  return minute <= 10 ? ` ו${numberWords(minute, 'he')} דקות` : ` ו${numberWords(minute, 'he')}`;
}

function englishMinutes(minute: number): string {
  if (minute === 0) return '';
  return minute < 10 ? ` oh ${numberWords(minute, 'en')}` : ` ${numberWords(minute, 'en')}`;
}

function englishYear(year: number): string {
  if (year < 2_010 || year > 2_099) return numberWords(year, 'en');
  return `twenty ${numberWords(year - 2_000, 'en')}`;
}
