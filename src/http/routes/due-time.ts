// A due time as people give it: an instant, or a time on the business's wall clock.
import { z } from 'zod';
import { meaningOfWallTime } from '../../domain/time/wall-time.ts';
import { Problem } from '../problems.ts';

/** What makes a time an instant; without it, with or without seconds, it is one on the wall clock. */
const OFFSET = /(Z|[+-]\d{2}:\d{2})$/;

/** What a reminder, or anything else that falls due, takes. {@link readDueTime} makes an instant of it. */
export const dueTime = z
  .union(
    [
      z.iso.datetime({ offset: true, precision: -1 }),
      z.iso.datetime({ offset: true }),
      z.iso.datetime({ local: true }),
    ],
    {
      error: 'must be a time as 2026-10-25T09:30 (on the business’s clock) or 2026-10-25T09:30+02:00',
    },
  )
  .describe(
    'On the business’s wall clock (`2026-10-25T09:30`), or an instant with its offset (`2026-10-25T09:30+02:00`)',
  );

/**
 * @param field the name the problem gives it
 * @throws Problem 422 when the clocks skip or repeat the time, with what may be meant; when it is over
 */
export function readDueTime(
  text: string,
  timeZone: string,
  now: Date,
  { field = 'body.dueAt', unchanged }: { field?: string; unchanged?: Date | undefined } = {},
): Date {
  const at = OFFSET.test(text) ? new Date(text) : onTheClock(text, timeZone, field);
  if (at <= now && at.getTime() !== unchanged?.getTime()) throw refused(field, 'is over already');
  return at;
}

function onTheClock(text: string, timeZone: string, field: string): Date {
  const meaning = meaningOfWallTime(text, timeZone);
  switch (meaning.kind) {
    case 'once':
      return meaning.at;
    case 'twice': {
      const { earlier, later } = meaning;
      throw unclear(field, `happens twice in ${timeZone}, because the clocks go back`, [earlier, later]);
    }
    case 'never': {
      const { before, after } = meaning;
      throw unclear(field, `does not exist in ${timeZone}, because the clocks go forward`, [before, after]);
    }
  }
}

function unclear(field: string, why: string, choices: [string, string]): Problem {
  return refused(field, `${why}: send ${choices.join(' or ')}`, choices);
}

function refused(field: string, reason: string, choices?: string[]): Problem {
  const wrong = { field, reason, ...(choices ? { choices } : {}) };
  return new Problem(422, 'Unusable time', `${field} ${reason}.`, { fields: [wrong] });
}
