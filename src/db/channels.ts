// The numbers of one business, on WhatsApp and on the phone. One of WhatsApp's sends what does not answer a message that
// came in.
import { asc, eq } from 'drizzle-orm';
import type { ChannelId } from './ids.ts';
import { businesses, calls, channels, conversations } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

/** Without the credentials, which leave the database for the provider only. */
export type Channel = Omit<typeof channels.$inferSelect, 'businessId' | 'credentials'>;

const shown = {
  id: channels.id,
  provider: channels.provider,
  numberId: channels.numberId,
  displayNumber: channels.displayNumber,
  name: channels.name,
  state: channels.state,
  heldUntil: channels.heldUntil,
  heldReason: channels.heldReason,
  isSending: channels.isSending,
  createdAt: channels.createdAt,
};

export async function readChannels(tx: BusinessTx): Promise<Channel[]> {
  return tx.select(shown).from(channels).orderBy(asc(channels.id));
}

export async function readChannel(tx: BusinessTx, channelId: ChannelId): Promise<Channel | undefined> {
  const [channel] = await tx.select(shown).from(channels).where(eq(channels.id, channelId));
  return channel;
}

export interface NewChannel {
  name: string;
  numberId: string;
  displayNumber: string;
  /** Sealed. */
  credentials: string;
  /** The first channel sends in any case. */
  isSending: boolean;
}

/** @returns undefined when a channel has the number already, of this business or another */
export async function addChannel(tx: BusinessTx, { isSending, ...channel }: NewChannel): Promise<Channel | undefined> {
  await lockChannels(tx);
  const sends = isSending || !(await hasSendingChannel(tx));
  if (sends) await stopSending(tx);
  const [added] = await tx
    .insert(channels)
    .values({ businessId: tx.businessId, provider: 'cloud', ...channel, isSending: sends })
    .onConflictDoNothing({ target: [channels.provider, channels.numberId] })
    .returning(shown);
  return added;
}

export type ChannelChange = Partial<
  Pick<typeof channels.$inferInsert, 'name' | 'credentials' | 'displayNumber' | 'state' | 'heldUntil' | 'isSending'>
>;

/** Makes the change; a channel that becomes the sending one takes over from the one before. */
export async function changeChannel(tx: BusinessTx, channelId: ChannelId, change: ChannelChange): Promise<Channel> {
  await lockChannels(tx);
  if (change.isSending) await stopSending(tx);
  const [changed] = await tx.update(channels).set(change).where(eq(channels.id, channelId)).returning(shown);
  if (!changed) throw new Error(`There is no channel ${channelId}`);
  return changed;
}

/**
 * A number of the system's own Twilio account.
 * @param phone E.164
 * @returns undefined when a business has the number already
 */
export async function addVoiceNumber(
  tx: BusinessTx,
  { phone, ...names }: { phone: string; displayNumber: string; name: string },
): Promise<Channel | undefined> {
  const [added] = await tx
    .insert(channels)
    .values({ businessId: tx.businessId, provider: 'twilio', numberId: phone, ...names, credentials: '' })
    .onConflictDoNothing({ target: [channels.provider, channels.numberId] })
    .returning(shown);
  return added;
}

export type Removal = 'removed' | 'no-such-channel' | 'has-conversations' | 'has-calls' | 'sends-for-others';

/** Removes a channel that nobody has been talked with on. The lock keeps a first talk from beginning meanwhile. */
export async function removeChannel(tx: BusinessTx, channelId: ChannelId): Promise<Removal> {
  const [channel] = await tx.select(shown).from(channels).where(eq(channels.id, channelId)).for('update');
  if (!channel) return 'no-such-channel';
  if ((await tx.$count(conversations, eq(conversations.channelId, channelId))) > 0) return 'has-conversations';
  if ((await tx.$count(calls, eq(calls.channelId, channelId))) > 0) return 'has-calls';
  const writing = eq(channels.provider, 'cloud');
  if (channel.isSending && (await tx.$count(channels, writing)) > 1) return 'sends-for-others';
  await tx.delete(channels).where(eq(channels.id, channelId));
  return 'removed';
}

/** Two requests at once must not both find that no channel sends yet. */
async function lockChannels(tx: BusinessTx): Promise<void> {
  await tx.select({ id: businesses.id }).from(businesses).where(eq(businesses.id, tx.businessId)).for('no key update');
}

async function hasSendingChannel(tx: BusinessTx): Promise<boolean> {
  return (await tx.$count(channels, eq(channels.isSending, true))) > 0;
}

async function stopSending(tx: BusinessTx): Promise<void> {
  await tx.update(channels).set({ isSending: false }).where(eq(channels.isSending, true));
}
