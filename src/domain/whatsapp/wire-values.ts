// Pieces of JSON that the webhooks share: what a text, an id and a time may look like before they are trusted.
import { z } from 'zod';

/** Text as it can be stored: Postgres holds no NUL character, and a lone surrogate would change on its way there. */
export const wireText = z
  .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a string') })
  .transform((text) => text.replaceAll('\0', '').toWellFormed());

/** Text that says something. */
export const filledText = wireText.pipe(z.string().min(1, 'is empty'));

/** Text that may be missing; whatever is not text counts as missing, since nothing depends on it. */
export const optionalText = filledText.optional().catch(undefined);

/** A message's id as the sender chose it. Ours and Meta's are far shorter; the bound keeps it fit for a workflow ID. */
export const wireMessageId = filledText.pipe(z.string().max(255, 'is longer than 255 characters'));

/** Seconds since 1970 as number, string, or a 64-bit integer that JSON took apart (protobuf's Long). */
const wireSeconds = z.union([
  z.number(),
  z.string().transform(Number),
  z.object({ low: z.number() }).transform(({ low }) => low >>> 0),
]);

/**
 * The provider's time of a message, from seconds since 1970.
 * Missing, unreadable or in the future: the time of receipt, because order and WhatsApp's 24-hour window are counted from it.
 */
export function providerTime(seconds: unknown, receivedAt: Date): Date {
  const parsed = wireSeconds.safeParse(seconds);
  const sentAtMs = parsed.success ? parsed.data * 1000 : Number.NaN;
  return sentAtMs > 0 && sentAtMs < receivedAt.getTime() ? new Date(sentAtMs) : receivedAt;
}

/** The first thing wrong with a value that stands at `root`: its full path and a sentence's end for people. */
export function firstProblem(error: z.ZodError, root: string): { field: string; why: string } {
  const [issue] = error.issues;
  if (!issue) return { field: root, why: 'is not valid' };
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return { field: `${root}${path}`.replace(/^\./, '') || 'body', why: issue.message };
}

/** Leaves out the properties that are undefined, so that an absent fact is absent and not a key without a value. */
export function withoutAbsent<Fields extends Record<string, unknown>>(fields: Fields): Present<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
}

type Present<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & { [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined> };
