// Times as people read them, in the page's language and the reader's own zone.
import { type Language, useLanguage } from './words.ts';

/** Each takes an ISO time. */
export interface Moments {
  /** 14:05 */
  time(iso: string): string;
  /** today, yesterday, or 3 March 2026 */
  day(iso: string): string;
  /** For a list: the time today, else the day in short. */
  short(iso: string): string;
  /** The time, after its day unless that is today. */
  timeAndDay(iso: string): string;
  /** Another zone's time as its own clock shows it; takes `2026-10-25T01:30+03:00`. */
  wallClock(local: string): string;
}

export function useMoments(): Moments {
  const [language] = useLanguage();
  const locale = localeOf(language);
  const time = formatter(locale, { hour: '2-digit', minute: '2-digit' });
  const date = formatter(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const shortDate = formatter(locale, { day: 'numeric', month: 'numeric' });
  const wallClock = formatter(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  const nearby = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const day = (iso: string) => {
    const away = daysAway(iso);
    return Math.abs(away) > 1 ? date(iso) : nearby.format(away, 'day');
  };
  return {
    time,
    day,
    short: (iso) => (daysAway(iso) === 0 ? time(iso) : shortDate(iso)),
    wallClock: (local) => wallClock(`${local.slice(0, 16)}Z`),
    timeAndDay: (iso) => (daysAway(iso) === 0 ? time(iso) : `${day(iso)}, ${time(iso)}`),
  };
}

/** "en" alone would mean the United States; the browser's own English or Hebrew knows its reader's habits. */
function localeOf(language: Language): string {
  const own = navigator.languages.find((tag) => tag.split('-')[0] === language);
  return own ?? { he: 'he-IL', en: 'en-GB' }[language];
}

function formatter(locale: string, options: Intl.DateTimeFormatOptions): (iso: string) => string {
  const format = new Intl.DateTimeFormat(locale, options);
  return (iso) => format.format(new Date(iso));
}

/** Calendar days from today: 1 is tomorrow, -1 yesterday. */
function daysAway(iso: string): number {
  return Math.round((midnight(new Date(iso)) - midnight(new Date())) / 86_400_000);
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
