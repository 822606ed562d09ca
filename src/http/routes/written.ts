// The answer to a person's message, new or sent again.
import type { WriteOutcome } from '../../db/conversations/handling.ts';
import { readMessage } from '../../db/reads/messages.ts';
import type { BusinessTx } from '../../db/tenancy.ts';
import { conflict, notFound } from '../problems.ts';

/**
 * 202 with a message that was queued now, 200 with the one that the same idempotency key made before.
 * @throws Problem 404 without such a conversation, 409 outside WhatsApp's 24-hour window
 */
export async function written(tx: BusinessTx, outcome: WriteOutcome) {
  switch (outcome.kind) {
    case 'no-such-conversation':
      throw notFound('conversation');
    case 'window-closed':
      throw conflict(
        `${closedSince(outcome.since)} WhatsApp lets a business write freely for 24 hours after a customer’s message; wait until they write again.`,
      );
    case 'queued':
    case 'repeated': {
      const message = await readMessage(tx, outcome.messageId);
      if (!message) throw new Error('A message vanished within its own transaction');
      return { status: outcome.kind === 'queued' ? (202 as const) : (200 as const), message };
    }
  }
}

function closedSince(since: Date | null): string {
  return since === null
    ? 'This customer has never written here.'
    : `The time to write to this customer ended at ${since.toISOString()}.`;
}
