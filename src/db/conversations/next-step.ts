// What a conversation should do next, read from its rows. Order is theirs, never that of the rings.
import { and, eq, inArray } from 'drizzle-orm';
import { nextTurn, type TurnView } from '../../domain/conversations/turn.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readSettings } from '../businesses.ts';
import type { ConversationId, MessageId } from '../ids.ts';
import { contacts, conversations, messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { leaveToPerson } from './attend.ts';
import { settleForgotten } from './outbound.ts';
import { optOutBy } from './provider-news.ts';

export type NextStep =
  /** The conversation is gone: its customer's data was deleted. */
  | { kind: 'gone' }
  | { kind: 'send'; messageId: MessageId; traceId: string | null }
  | { kind: 'wait'; ms: number }
  | { kind: 'answer'; messageIds: MessageId[]; silenceMs: number; longestMs: number }
  /** Nothing to do; after `idleMs` of silence the session may be closed. */
  | { kind: 'quiet'; idleMs: number };

/**
 * Reads, and leaves to a person what the assistant may not answer. Running it again finds the same.
 * @param now the workflow's clock, in ms
 */
export async function nextStep(
  tx: BusinessTx,
  onward: Onward,
  conversationId: ConversationId,
  now: number,
): Promise<NextStep> {
  const view = await readView(tx, conversationId);
  if (!view) return { kind: 'gone' };
  const outbound = view.pending.find((message) => message.direction === 'out');
  if (outbound) {
    if (await settleForgotten(tx, onward, outbound, now)) return nextStep(tx, onward, conversationId, now);
    return { kind: 'send', messageId: outbound.id, traceId: outbound.traceId };
  }
  const turn = nextTurn(view.turn, now);
  switch (turn.kind) {
    case 'leave':
      await leaveToPerson(tx, onward, conversationId, idsOf(turn.messages), turn.flag);
      return nextStep(tx, onward, conversationId, now);
    case 'answer':
      return { kind: 'answer', messageIds: idsOf(turn.messages), ...view.debounce };
    case 'wait':
      return turn;
    case 'nothing':
      return { kind: 'quiet', idleMs: view.idleMs };
  }
}

const idsOf = (waiting: readonly { id: string }[]) => waiting.map(({ id }) => id as MessageId);

async function readView(tx: BusinessTx, conversationId: ConversationId) {
  const [row] = await tx
    .select({
      handledBy: conversations.handledBy,
      pausedUntil: conversations.pausedUntil,
      optOutSource: contacts.optOutSource,
    })
    .from(conversations)
    .innerJoin(
      contacts,
      and(eq(contacts.businessId, conversations.businessId), eq(contacts.id, conversations.contactId)),
    )
    .where(eq(conversations.id, conversationId));
  if (!row) return undefined;
  const settings = await readSettings(tx);
  const pending = await readPending(tx, conversationId);
  const turn: TurnView = {
    handledBy: row.handledBy,
    pausedUntil: row.pausedUntil?.getTime() ?? null,
    // The message that asked for it still gets its one confirmation.
    optedOut: row.optOutSource !== null && !pending.some(({ id }) => optOutBy(id) === row.optOutSource),
    assistantOn: settings.assistantOn,
    answerWithinMs: settings.answerWithinMinutes * 60_000,
    waiting: pending.filter(({ direction }) => direction === 'in').map(asWaiting),
  };
  return {
    turn,
    pending,
    idleMs: settings.sessionIdleMinutes * 60_000,
    debounce: { silenceMs: settings.answerAfterSilenceMs, longestMs: settings.answerAfterAtMostMs },
  };
}

async function readPending(tx: BusinessTx, conversationId: ConversationId) {
  return tx
    .select({
      id: messages.id,
      seq: messages.seq,
      direction: messages.direction,
      state: messages.state,
      sentAt: messages.sentAt,
      createdAt: messages.createdAt,
      attemptedAt: messages.attemptedAt,
      traceId: messages.traceId,
    })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        inArray(messages.state, ['received', 'ready', 'queued', 'sending', 'unknown']),
      ),
    )
    .orderBy(messages.seq);
}

function asWaiting(row: Awaited<ReturnType<typeof readPending>>[number]) {
  return {
    id: row.id,
    seq: row.seq ?? 0,
    ready: row.state === 'ready',
    sentAt: (row.sentAt ?? row.createdAt).getTime(),
    storedAt: row.createdAt.getTime(),
  };
}
