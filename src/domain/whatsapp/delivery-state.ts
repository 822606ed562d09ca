// How far an outbound message has come. What is learned arrives late, twice and in any order; the state only moves forward.

/** An outbound message's state, as its row holds it. */
export type OutboundState =
  /** Written, and may still be thrown away. */
  | 'draft'
  /** Will be sent when its turn comes. */
  | 'queued'
  /** Thrown away before any attempt. */
  | 'discarded'
  /** Being handed to the provider. */
  | 'sending'
  /** The provider may or may not have it: the answer was lost. */
  | 'unknown'
  /** Still unknown after a minute: a person decides. */
  | 'unconfirmed'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed';

/** What a provider's status callback says of a message. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/** What can be learned about a message after its hand-over began: a status, or that none is to be had. */
export type DeliveryNews = DeliveryStatus | 'unknown' | 'unconfirmed';

/**
 * The order of the states of a message that was, or may have been, handed over.
 * "delivered" may be left out (a message read at once is not reported as delivered). `failed` ranks highest and so is
 * final, whatever comes after it: the order in which callbacks arrive must not decide how a message ends.
 */
const RANK = { sending: 0, unknown: 1, unconfirmed: 2, sent: 3, delivered: 4, read: 5, failed: 6 } as const;

type HandedOver = keyof typeof RANK;

/**
 * The state after news of a message.
 * One that was not handed over (draft, queued, discarded) stays as it is: such news is about an earlier attempt.
 */
export function advance(current: OutboundState, news: DeliveryNews): OutboundState {
  if (!wasHandedOver(current)) return current;
  const next = news === 'played' ? 'read' : news;
  return RANK[next] > RANK[current] ? next : current;
}

/** Whether a person may have it sent again: the only way back, and never taken by itself. */
export function maySendAgain(state: OutboundState): boolean {
  return state === 'failed' || state === 'unconfirmed';
}

function wasHandedOver(state: OutboundState): state is HandedOver {
  return state in RANK;
}
