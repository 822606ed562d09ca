// What a push service's HTTP status means for us (RFC 8030, RFC 8292, and what services are seen to do): one table.
import type { PushVerdict } from './provider.ts';

/** A wait that doubles: `firstMs * 2^(attempt - 1)`, at most `maxMs`. */
type Pace = { firstMs: number; maxMs: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const PACES = {
  outage: { firstMs: 2 * SECOND, maxMs: 10 * MINUTE },
  /** Asking again soon makes it worse. */
  limit: { firstMs: MINUTE, maxMs: 30 * MINUTE },
} as const satisfies Record<string, Pace>;

/** A push service may ask for more, but nobody waits longer than this for one notice. */
const LONGEST_WAIT_MS = 6 * 60 * MINUTE;

type Row = { statuses: readonly number[]; meaning: string } & (
  | { act: 'gone' | 'refused' | 'give-up' }
  | { act: 'retry'; pace: keyof typeof PACES }
);

/** `meaning` is the end of a sentence for people. */
const TABLE: readonly Row[] = [
  { statuses: [404, 410], act: 'gone', meaning: 'the browser has dropped this subscription' },
  // Microsoft's service says 406 where others say 429.
  { statuses: [429, 406], act: 'retry', pace: 'limit', meaning: 'it takes no more messages for now' },
  { statuses: [401, 403], act: 'refused', meaning: 'it does not accept our key: look at the VAPID variables' },
  { statuses: [413], act: 'give-up', meaning: 'the message is too long for it' },
  { statuses: [408, 425], act: 'retry', pace: 'outage', meaning: 'it did not get the whole message' },
];

const OUTAGE: Row = { statuses: [], act: 'retry', pace: 'outage', meaning: 'it is out of order' };
const UNLISTED: Row = { statuses: [], act: 'give-up', meaning: 'it refused the message' };

/**
 * What may be done after `status`, anything but a 2xx. Pure: the same arguments give the same verdict.
 * @param attempt 1 for the first try
 * @param retryAfterMs what the service asked for: never waited less, and never more than six hours
 */
export function verdictFor(status: number, attempt: number, retryAfterMs = 0): PushVerdict {
  const row = rowFor(status);
  return row.act === 'retry' ? retry(PACES[row.pace], attempt, retryAfterMs) : { kind: row.act };
}

/** For a service that could not be reached, or whose answer did not come. */
export function verdictForSilence(attempt: number): PushVerdict {
  return retry(PACES.outage, attempt, 0);
}

/** What `status` means, as the end of a sentence for people. */
export const meaningOf = (status: number): string => rowFor(status).meaning;

function rowFor(status: number): Row {
  return TABLE.find(({ statuses }) => statuses.includes(status)) ?? (status >= 500 ? OUTAGE : UNLISTED);
}

function retry({ firstMs, maxMs }: Pace, attempt: number, retryAfterMs: number): PushVerdict {
  const ownMs = Math.min(firstMs * 2 ** Math.max(0, attempt - 1), maxMs);
  return { kind: 'retry', afterMs: Math.min(Math.max(ownMs, retryAfterMs), LONGEST_WAIT_MS) };
}
