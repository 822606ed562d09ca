// A time on the wall clock of a zone, and the instants it may mean. Not for workflow code: the time-zone library stays
// out of its bundle.
import { Temporal } from 'temporal-polyfill';

/** All instants in ISO 8601 with the zone's offset, as people may be shown them: `2026-10-25T01:30+03:00`. */
export type WallTimeMeaning =
  | { kind: 'once'; at: Date }
  /** The clocks are put back over it. */
  | { kind: 'twice'; earlier: string; later: string }
  /** The clocks are put forward over it; the nearest times that exist on either side of the change. */
  | { kind: 'never'; before: string; after: string };

/**
 * What a wall-clock time means. A time that is skipped or repeated is never shifted here: a person chooses.
 * @param local `YYYY-MM-DDTHH:MM`
 * @param timeZone IANA
 * @throws RangeError when `local` is no date and time
 */
export function meaningOfWallTime(local: string, timeZone: string): WallTimeMeaning {
  const wall = Temporal.PlainDateTime.from(local);
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(timeZone, { disambiguation: 'later' });
  if (earlier.equals(later)) return { kind: 'once', at: new Date(earlier.epochMilliseconds) };
  if (earlier.toPlainDateTime().equals(wall)) return { kind: 'twice', earlier: shown(earlier), later: shown(later) };
  return { kind: 'never', before: shown(earlier), after: shown(later) };
}

/** An instant on the wall clock of a zone, with its offset, to the minute: `2026-10-25T01:30+03:00`. */
export function wallTimeOf(at: Date, timeZone: string): string {
  return shown(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone));
}

/** As {@link wallTimeOf}, the time of day alone: `01:30`. */
export const clockTimeOf = (at: Date, timeZone: string): string => wallTimeOf(at, timeZone).slice(11, 16);

const shown = (time: Temporal.ZonedDateTime) => time.toString({ smallestUnit: 'minute', timeZoneName: 'never' });
