// Times on the business's wall clock, as the API writes them: `2026-10-25T01:30+03:00`.

/** As an input of the type `datetime-local` takes it: `2026-10-25T01:30`. */
export const clockInputOf = (local: string): string => local.slice(0, 16);

/** `+03:00` */
export const offsetOf = (local: string): string => local.slice(16);

/**
 * Tomorrow at the same time of day, without an offset: the server knows the clock's changes.
 * @param now ms since the epoch
 */
export function tomorrowOnTheClock(local: string, now: number): string {
  // What the clock would show if it were UTC's.
  const shown = (instant: number) => new Date(instant + minutesIn(offsetOf(local)) * 60_000);
  return `${shown(now + 24 * 60 * 60_000)
    .toISOString()
    .slice(0, 10)}T${local.slice(11, 16)}`;
}

function minutesIn(offset: string): number {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
