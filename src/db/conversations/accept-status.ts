// The accept transaction of a delivery status: applied to the row at once, without a workflow. Ticks never go back.
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { StatusReport } from '../../domain/whatsapp/cloud-webhook.ts';
import { advance, type OutboundState } from '../../domain/whatsapp/delivery-state.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { ChannelId, MessageId } from '../ids.ts';
import { messages } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { askForAttention } from './attend.ts';

export type StatusOutcome = 'applied' | 'no-change' | 'unknown-message';

/** Finds the message by the id of ours that travelled with it, else by the provider's, and moves its state forward. */
export async function acceptStatus(
  tx: BusinessTx,
  jobs: Jobs,
  channelId: ChannelId,
  status: StatusReport,
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
  if (state === 'failed' && row.state !== 'failed') await askForAttention(tx, row.conversationId, 'send-failed');
  tx.publish({ type: 'message.changed', data: { conversationId: row.conversationId, messageId: row.id } });
  // Only a send whose answer was lost waits for this.
  if (row.state === 'unknown') tx.afterCommit(() => void jobs.statusArrived(tx.businessId, row.id));
  return 'applied';
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
