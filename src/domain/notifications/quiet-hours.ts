// The hours in which a person wants no push. Rules on the wall clock of the business's zone.
// Not for workflow code: the time-zone library stays out of its bundle.
import { Temporal } from 'temporal-polyfill';

/** Wall-clock times as HH:MM, never the same. Ending before they begin means the day after: 22:00 to 07:00. */
export interface QuietHours {
  from: string;
  to: string;
}

/**
 * Whether an instant (ms since the epoch) is in somebody's quiet hours: from the first time the clock shows `from` until
 * the last time it shows `to`. Where the clocks repeat an hour that is the longer of two readings, so that nobody is woken
 * twice; where they skip one, a beginning or an end inside it is at the jump.
 */
export function isQuiet({ from, to }: QuietHours, timeZone: string, atMs: number): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate();
  return [today.subtract({ days: 1 }), today].some((day) => {
    const lastDay = to <= from ? day.add({ days: 1 }) : day;
    return instantOf(day, from, timeZone, 'earlier') <= atMs && atMs < instantOf(lastDay, to, timeZone, 'later');
  });
}

function instantOf(day: Temporal.PlainDate, time: string, timeZone: string, which: 'earlier' | 'later'): number {
  const wall = day.toPlainDateTime(time);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(timeZone, { disambiguation }),
  );
  if (!earlier || !later) throw new Error('A wall-clock time has two readings at least');
  // In a gap neither reading shows the time asked for: it is at the jump, which lies between the two.
  const isSkipped = !earlier.toPlainDateTime().equals(wall);
  const chosen = isSkipped ? (earlier.getTimeZoneTransition('next') ?? later) : which === 'earlier' ? earlier : later;
  return chosen.epochMilliseconds;
}
