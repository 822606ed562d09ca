// Cursor pagination: an opaque cursor names the row after which the next page begins, so that a page stays right while
// rows come and go before it.
import { z } from 'zod';

const PAGE_LIMIT = 100;
const USUAL_PAGE = 30;

/**
 * The `cursor` and `limit` of a list, for a route's query string.
 * @param place what a cursor of this list holds; anything else in `cursor` is a 400
 */
export const pageQuery = <Place extends z.ZodType>(place: Place) =>
  z.object({
    cursor: cursorOf(place).optional().describe('`nextCursor` of the page before'),
    limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(USUAL_PAGE),
  });

/** The answer of a list. `nextCursor` is null on the last page. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/**
 * Makes a page of rows of which one more than `limit` was asked for.
 * @param placeOf what the cursor after a row holds
 */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => unknown,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? writeCursor(placeOf(last)) : null };
}

const writeCursor = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');

function cursorOf<Place extends z.ZodType>(place: Place) {
  return z
    .string()
    .max(400)
    .transform((text, context): z.output<Place> => {
      const read = place.safeParse(parsed(Buffer.from(text, 'base64url').toString('utf8')));
      if (read.success) return read.data;
      context.issues.push({ code: 'custom', input: text, message: 'is not a cursor of this list: begin without one' });
      return z.NEVER;
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not made by us: the shape refuses it.
  }
}
