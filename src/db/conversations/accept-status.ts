// The accept transaction of a delivery status: applied to the row at once, without a workflow. Ticks never go back.
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { StatusReport } from '../../domain/whatsapp/cloud-webhook.ts';
import { advance, type OutboundState } from '../../domain/whatsapp/delivery-state.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { ChannelId, ConversationId, MessageId } from '../ids.ts';
import { messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { askForAttention } from './attend.ts';
import { markReconnect, optOut } from './provider-news.ts';

export type StatusOutcome = 'applied' | 'no-change' | 'unknown-message';

/** What a provider's error code means, as the provider's table says it. */
export type RefusalKind = 'retry' | 'wait-number' | 'give-up' | 'window-closed' | 'opted-out' | 'reconnect';

/** Finds the message by the id of ours that travelled with it, else by the provider's, and moves its state forward. */
export async function acceptStatus(
  tx: BusinessTx,
  onward: Onward,
  channelId: ChannelId,
  status: StatusReport,
  meaning: (code: number) => RefusalKind,
): Promise<StatusOutcome> {
  const row = await findMessage(tx, channelId, status);
  if (!row) return 'unknown-message';
  const state = advance(row.state as OutboundState, status.state);
  if (state === row.state && row.providerMessageId !== null) return 'no-change';
  const [firstError] = status.errors;
  await tx
    .update(messages)
    .set({
      state,
      providerMessageId: status.providerMessageId,
      ...(state === 'failed' && firstError
        ? { error: { code: String(firstError.code), message: firstError.message } }
        : {}),
    })
    .where(eq(messages.id, row.id));
  if (state === 'failed' && row.state !== 'failed') {
    await settleRefusal(
      tx,
      onward,
      channelId,
      row.conversationId,
      firstError && { ...firstError, kind: meaning(firstError.code) },
    );
  }
  tx.publish({ type: 'message.changed', data: { conversationId: row.conversationId, messageId: row.id } });
  // Only a send whose answer was lost waits for this.
  if (row.state === 'unknown') tx.afterCommit(() => void onward.jobs.statusArrived(tx.businessId, row.id));
  return 'applied';
}

/** A refusal that comes late entails what it would have at once; only another try is a person's to decide. */
async function settleRefusal(
  tx: BusinessTx,
  onward: Onward,
  channelId: ChannelId,
  conversationId: ConversationId,
  error: { code: number; kind: RefusalKind } | undefined,
): Promise<void> {
  switch (error?.kind) {
    case 'opted-out':
      await optOut(tx, conversationId, `provider ${error.code}`);
      return askForAttention(tx, onward, conversationId, 'opted-out');
    case 'reconnect':
      await markReconnect(tx, channelId);
      return askForAttention(tx, onward, conversationId, 'reconnect');
    case 'window-closed':
      return askForAttention(tx, onward, conversationId, 'window-closed');
    default:
      return askForAttention(tx, onward, conversationId, 'send-failed');
  }
}

async function findMessage(
  tx: BusinessTx,
  channelId: ChannelId,
  { outboundMessageId, providerMessageId }: StatusReport,
) {
  const ours = z.uuid().safeParse(outboundMessageId);
  const [row] = await tx
    .select({
      id: messages.id,
      state: messages.state,
      conversationId: messages.conversationId,
      providerMessageId: messages.providerMessageId,
    })
    .from(messages)
    .where(
      and(
        eq(messages.direction, 'out'),
        ours.success
          ? eq(messages.id, ours.data as MessageId)
          : and(eq(messages.channelId, channelId), eq(messages.providerMessageId, providerMessageId)),
      ),
    )
    .for('update');
  return row;
}
