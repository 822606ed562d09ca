// How the sandbox treats a recipient, by the last four characters of the number: the table tests and people choose from.

export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed';

export type Behaviour =
  /** Accepted and answered, then these statuses. */
  | { kind: 'deliver'; statuses: readonly DeliveryStatus[] }
  /** Accepted and answered, then a `failed` status with this error. */
  | { kind: 'fail-later'; code: number }
  /** Refused with a Graph error, each message so many times; then delivered. */
  | { kind: 'refuse'; code: number; times: number; retryAfterS?: number }
  /** Accepted and delivered with all statuses, but the answer is lost. */
  | { kind: 'lose-answer'; how: 'hang' | 'reset' | 'garbage' }
  /** A bare 500 before anything is accepted; the sender cannot know that. */
  | { kind: 'break' };

export const DELIVERED = { kind: 'deliver', statuses: ['sent', 'delivered', 'read'] } as const satisfies Behaviour;

const ALWAYS = Number.POSITIVE_INFINITY;

/** Documented for people in the README beside the sandbox: keep the two together. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '0001': { kind: 'refuse', code: 131026, times: ALWAYS },
  '0002': { kind: 'refuse', code: 131047, times: ALWAYS },
  '0003': { kind: 'refuse', code: 130429, times: 1 },
  '0004': { kind: 'lose-answer', how: 'hang' },
  '0005': { kind: 'lose-answer', how: 'reset' },
  '0006': { kind: 'break' },
  '0007': { kind: 'fail-later', code: 131049 },
  '0008': { kind: 'refuse', code: 131056, times: 2 },
  '0009': { kind: 'refuse', code: 190, times: ALWAYS },
  '0010': { kind: 'refuse', code: 131050, times: ALWAYS },
  '0011': { kind: 'refuse', code: 80007, times: 1, retryAfterS: 90 },
  '0012': { kind: 'refuse', code: 131048, times: ALWAYS },
  '0013': { kind: 'refuse', code: 131000, times: 1 },
  '0014': { kind: 'lose-answer', how: 'garbage' },
  '0015': { kind: 'deliver', statuses: ['sent', 'read'] },
  '0016': { kind: 'deliver', statuses: ['sent', 'delivered'] },
  '0017': { kind: 'fail-later', code: 131026 },
};

/** @param recipient a phone number or a BSUID */
export function behaviourOf(recipient: string): Behaviour {
  return BEHAVIOURS[recipient.slice(-4)] ?? DELIVERED;
}
