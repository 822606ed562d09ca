// Times as people read them, in the page's language and the reader's own zone.
import { useTranslation } from 'react-i18next';
import { type Language, useLanguage } from './words.ts';

/** Each takes an ISO time. */
export interface Moments {
  /** 14:05 */
  time(iso: string): string;
  /** Today, Yesterday, or 3 March 2026. */
  day(iso: string): string;
  /** For a list: the time today, else the day in short. */
  short(iso: string): string;
  /** The time, with its day unless that is today. */
  timeAndDay(iso: string): string;
}

export function useMoments(): Moments {
  const [language] = useLanguage();
  const { t } = useTranslation();
  const time = formatter(language, { hour: '2-digit', minute: '2-digit' });
  const date = formatter(language, { day: 'numeric', month: 'long', year: 'numeric' });
  const shortDate = formatter(language, { day: 'numeric', month: 'numeric' });
  const dateAndTime = formatter(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
  const day = (iso: string) => {
    const ago = daysAgo(new Date(iso));
    if (ago === 0) return t('day.today');
    return ago === 1 ? t('day.yesterday') : date(iso);
  };
  return {
    time,
    day,
    short: (iso) => (daysAgo(new Date(iso)) === 0 ? time(iso) : shortDate(iso)),
    timeAndDay: (iso) => (daysAgo(new Date(iso)) === 0 ? time(iso) : dateAndTime(iso)),
  };
}

/** "en" alone would mean the United States; the browser's own English or Hebrew knows its reader's habits. */
function formatter(language: Language, options: Intl.DateTimeFormatOptions): (iso: string) => string {
  const locale =
    navigator.languages.find((tag) => tag.split('-')[0] === language) ?? (language === 'he' ? 'he-IL' : 'en-GB');
  const format = new Intl.DateTimeFormat(locale, options);
  return (iso) => format.format(new Date(iso));
}

/** Calendar days between that day and today; negative in the future. */
function daysAgo(then: Date): number {
  return Math.round((midnight(new Date()) - midnight(then)) / 86_400_000);
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
