// When people are there. Hours are rules on the wall clock of the business's zone, so both sides of a clock change are right.
// Not for workflow code: the time-zone library stays out of its bundle.
import { Temporal } from 'temporal-polyfill';
import type { Language } from './language.ts';

/** Monday first, as ISO 8601 and the library number them. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** A day of the week, as the hours name it. */
export type Weekday = (typeof WEEKDAYS)[number];

/** Wall-clock times as HH:MM. Closing at or before opening means the day after: 20:00 to 02:00, or 00:00 to 00:00 for all day. */
export interface OpenSpan {
  opens: string;
  closes: string;
}

/** A day that is missing is closed. */
export interface OpeningHours {
  /** IANA zone, for example Asia/Jerusalem. */
  timeZone: string;
  week: Partial<Record<Weekday, readonly OpenSpan[]>>;
}

/**
 * Whether people are there at an instant (ms since the epoch).
 * An hour that the clocks repeat counts both times; one that they skip never comes.
 */
export function isOpen(hours: OpeningHours, atMs: number): boolean {
  const local = zoned(hours, atMs);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const today = spansOn(hours, local.toPlainDate());
  const yesterday = spansOn(hours, local.toPlainDate().subtract({ days: 1 }));
  return (
    today.some(({ opens, closes }) => opens <= time && (time < closes || closes <= opens)) ||
    yesterday.some(({ opens, closes }) => closes <= opens && time < closes)
  );
}

/** The first instant from `atMs` on at which people are there (`atMs` itself when they are now), or undefined when never. */
export function nextOpening(hours: OpeningHours, atMs: number): number | undefined {
  if (isOpen(hours, atMs)) return atMs;
  const opening = openingCandidates(hours, atMs).filter((candidate) => candidate > atMs && isOpen(hours, candidate));
  return opening.length > 0 ? Math.min(...opening) : undefined;
}

/** One sentence that says when people are back, or undefined when they are there now or never are. */
export function nextOpeningSentence(hours: OpeningHours, atMs: number, language: Language): string | undefined {
  const opensAtMs = nextOpening(hours, atMs);
  if (opensAtMs === undefined || opensAtMs === atMs) return undefined;
  const opening = zoned(hours, opensAtMs);
  const time = opening.toPlainTime().toString({ smallestUnit: 'minute' });
  const day = dayName(zoned(hours, atMs).toPlainDate(), opening.toPlainDate(), language);
  return language === 'he' ? `הצוות חוזר ${day} ב-${time}.` : `The team is back ${day} at ${time}.`;
}

/** The week in a few words for a prompt, one line a day that is open: "sunday 08:00-17:00". */
export function openingHoursText({ week, timeZone }: OpeningHours): string {
  const days = WEEKDAYS.flatMap((day) => {
    const spans = (week[day] ?? []).map(({ opens, closes }) => `${opens}-${closes}`);
    return spans.length > 0 ? [`${day} ${spans.join(', ')}`] : [];
  });
  return days.length > 0 ? `${days.join('\n')}\n(${timeZone}; closed otherwise)` : 'no fixed hours';
}

/** The wall clock of a zone for a prompt: "Friday 2026-03-27 09:15". */
export function localTimeText(timeZone: string, atMs: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  const weekday = local.toLocaleString('en', { weekday: 'long' });
  return `${weekday} ${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}

/**
 * Every instant of the next eight days at which a closed business can become open: the start of a span (both of them
 * where the clocks repeat an hour), and a clock change itself, which may jump into a span.
 */
function openingCandidates(hours: OpeningHours, atMs: number): number[] {
  const now = zoned(hours, atMs);
  const days = Array.from({ length: 9 }, (_, offset) => now.toPlainDate().add({ days: offset }));
  const starts = days.flatMap((day) =>
    spansOn(hours, day).flatMap(({ opens }) =>
      (['earlier', 'later'] as const).map((disambiguation) =>
        day.toPlainDateTime(opens).toZonedDateTime(hours.timeZone, { disambiguation }),
      ),
    ),
  );
  const change = now.getTimeZoneTransition('next');
  return [...starts, ...(change ? [change] : [])].map((candidate) => candidate.epochMilliseconds);
}

function spansOn({ week }: OpeningHours, day: Temporal.PlainDate): readonly OpenSpan[] {
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  return weekday === undefined ? [] : (week[weekday] ?? []);
}

function zoned({ timeZone }: OpeningHours, atMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
}

function dayName(today: Temporal.PlainDate, day: Temporal.PlainDate, language: Language): string {
  const inDays = today.until(day).days;
  if (inDays === 0) return language === 'he' ? 'היום' : 'today';
  if (inDays === 1) return language === 'he' ? 'מחר' : 'tomorrow';
  const weekday = day.toLocaleString(language, { weekday: 'long' });
  if (inDays < 7) return language === 'he' ? `ב${weekday}` : `on ${weekday}`;
  const date = day.toLocaleString(language, { day: 'numeric', month: 'long' });
  return language === 'he' ? `ב${weekday}, ${date},` : `on ${weekday}, ${date},`;
}
