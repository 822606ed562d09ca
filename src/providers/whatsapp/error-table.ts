// Meta's error codes for WhatsApp and what each one means for us: one table, for answers and for `failed` statuses alike.
import type { WhatsappRefusal } from './provider.ts';

/** A wait that grows: `firstMs * factor^(attempt - 1)`, at most `maxMs`. */
type Pace = { firstMs: number; factor: number; maxMs: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const PACES = {
  /** A number may send 80 messages a second (20 beside the WhatsApp Business app): a moment later there is room. */
  throughput: { firstMs: SECOND, factor: 2, maxMs: MINUTE },
  /** Meta's rule for one recipient: wait 4^X seconds, X = 0, 1, 2 … */
  pair: { firstMs: SECOND, factor: 4, maxMs: HOUR },
  outage: { firstMs: 2 * SECOND, factor: 2, maxMs: 5 * MINUTE },
  /** API calls are counted by the hour. */
  calls: { firstMs: MINUTE, factor: 2, maxMs: 30 * MINUTE },
  /** The number's quality has to recover; asking again soon makes it worse. */
  quality: { firstMs: HOUR, factor: 2, maxMs: DAY },
} as const satisfies Record<string, Pace>;

type Action =
  | { act: 'retry'; pace: keyof typeof PACES; tries?: number }
  | { act: 'wait-number'; pace: keyof typeof PACES; reason: 'rate' | 'quality' }
  | { act: 'give-up' | 'window-closed' | 'opted-out' | 'reconnect' };

type Row = Action & { codes: readonly number[]; meaning: string };

/** "What happened: what to do", as a person reads it. Codes are what Meta asks to build on; its titles will go away. */
const TABLE: readonly Row[] = [
  { codes: [130429], act: 'retry', pace: 'throughput', meaning: 'this number sends faster than WhatsApp allows' },
  { codes: [131056], act: 'retry', pace: 'pair', meaning: 'too many messages to this recipient in a short time' },
  { codes: [1, 131000], act: 'retry', pace: 'outage', meaning: 'an unexplained error on WhatsApp’s side' },
  { codes: [2, 131016], act: 'retry', pace: 'outage', meaning: 'the service is down or overloaded for now' },
  { codes: [131052, 131053], act: 'retry', pace: 'outage', tries: 3, meaning: 'the media could not be moved' },

  { codes: [4, 80007], act: 'wait-number', pace: 'calls', reason: 'rate', meaning: 'too many API calls this hour' },
  { codes: [131057], act: 'wait-number', pace: 'calls', reason: 'rate', meaning: 'the account is in maintenance' },
  { codes: [133016], act: 'wait-number', pace: 'quality', reason: 'rate', meaning: 'too many registrations lately' },
  {
    codes: [131048],
    act: 'wait-number',
    pace: 'quality',
    reason: 'quality',
    meaning: 'recipients blocked or reported this number: look at its quality in WhatsApp Manager',
  },

  { codes: [131047], act: 'window-closed', meaning: 'the customer last wrote more than 24 hours ago' },
  { codes: [131050], act: 'opted-out', meaning: 'the customer does not want marketing messages' },

  { codes: [131026], act: 'give-up', meaning: 'the recipient cannot be reached on WhatsApp' },
  // Waiting 24 hours or more is allowed, trying sooner is penalised; an answer that old helps nobody.
  { codes: [131049], act: 'give-up', meaning: 'WhatsApp limits how many such messages this person gets' },
  { codes: [130472], act: 'give-up', meaning: 'the recipient takes part in an experiment of WhatsApp’s' },
  { codes: [130497], act: 'give-up', meaning: 'this business may not write to the recipient’s country' },
  { codes: [131021], act: 'give-up', meaning: 'sender and recipient are the same number' },
  { codes: [131051], act: 'give-up', meaning: 'this type of message is not supported' },
  { codes: [131062], act: 'give-up', meaning: 'this message needs a phone number, not a business-scoped user id' },
  { codes: [100, 131008, 131009], act: 'give-up', meaning: 'WhatsApp found the message malformed' },
  {
    codes: [132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018],
    act: 'give-up',
    meaning: 'the template does not fit, or is paused or disabled',
  },

  {
    codes: [0, 3, 10, 104, 190, 131005],
    act: 'reconnect',
    meaning: 'the access token is invalid or lacks a permission: connect the number again',
  },
  { codes: [131031, 368], act: 'reconnect', meaning: 'Meta has locked the account: see the WhatsApp Manager' },
  { codes: [131042], act: 'reconnect', meaning: 'the account has a payment problem: see its billing settings' },
  {
    codes: [33, 131037, 131045, 133010],
    act: 'reconnect',
    meaning: 'the number is not registered or not approved: see the WhatsApp Manager',
  },
];

const PERMISSION: Row = {
  codes: [],
  act: 'reconnect',
  meaning: 'a permission was not granted or was taken back: connect the number again',
};
const UNLISTED: Row = { codes: [], act: 'give-up', meaning: 'a reason that WhatsApp gives as a code only' };

const BY_CODE = new Map(TABLE.flatMap((row) => row.codes.map((code) => [code, row] as const)));

/**
 * What may be done after `code`. Pure: the same arguments give the same verdict.
 * @param attempt 1 for the first try; anything smaller counts as 1
 * @param retryAfterMs what the provider asked for; never waited less than this, and never more than a day
 */
export function verdictFor(code: number, attempt: number, retryAfterMs = 0): WhatsappRefusal {
  const row = rowFor(code);
  switch (row.act) {
    case 'retry':
      return row.tries !== undefined && attempt > row.tries
        ? { kind: 'give-up' }
        : { kind: 'retry', afterMs: wait(PACES[row.pace], attempt, retryAfterMs) };
    case 'wait-number':
      return { kind: 'wait-number', afterMs: wait(PACES[row.pace], attempt, retryAfterMs), reason: row.reason };
    default:
      return { kind: row.act };
  }
}

/** What `code` means, as the end of a sentence for people. */
export function meaningOf(code: number): string {
  return rowFor(code).meaning;
}

/**
 * Whether `code` under a 5xx still says that nothing was sent. Code 1 ("unknown error") does not, nor does a code we
 * have never seen: after those, only a status knows.
 */
export function isClearRefusal(code: number): boolean {
  return code !== 1 && rowFor(code) !== UNLISTED;
}

function rowFor(code: number): Row {
  return BY_CODE.get(code) ?? (code >= 200 && code <= 299 ? PERMISSION : UNLISTED);
}

function wait(pace: Pace, attempt: number, retryAfterMs: number): number {
  const ownMs = Math.min(pace.firstMs * pace.factor ** Math.max(0, attempt - 1), pace.maxMs);
  return Math.min(Math.max(ownMs, retryAfterMs), DAY);
}
