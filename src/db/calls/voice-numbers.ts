// Voice numbers: whose was called, and which a business has.
import { and, eq, inArray } from 'drizzle-orm';
import type { BusinessId, ChannelId } from '../ids.ts';
import { businesses, calls, channels } from '../schema/index.ts';
import type { BusinessTx, Database } from '../tenancy.ts';

export interface VoiceRoute {
  businessId: BusinessId;
  channelId: ChannelId;
}

/** The open business a number (E.164) belongs to, unless the channel is switched off. */
export async function routeOfVoiceNumber(system: Database, number: string): Promise<VoiceRoute | undefined> {
  const [route] = await system
    .select({ businessId: channels.businessId, channelId: channels.id })
    .from(channels)
    .innerJoin(businesses, and(eq(businesses.id, channels.businessId), eq(businesses.state, 'active')))
    .where(and(eq(channels.provider, 'twilio'), eq(channels.numberId, number), eq(channels.state, 'active')));
  return route;
}

/** For the system: the open businesses that can be called. */
export async function businessesWithVoiceNumbers(system: Database): Promise<BusinessId[]> {
  const rows = await system
    .selectDistinct({ businessId: channels.businessId })
    .from(channels)
    .innerJoin(businesses, and(eq(businesses.id, channels.businessId), eq(businesses.state, 'active')))
    .where(and(eq(channels.provider, 'twilio'), eq(channels.state, 'active')));
  return rows.map(({ businessId }) => businessId);
}

/** `since`: when the number became this business's; what came to it before is not. */
export async function readVoiceNumbers(
  tx: BusinessTx,
): Promise<{ channelId: ChannelId; number: string; since: Date }[]> {
  return tx
    .select({ channelId: channels.id, number: channels.numberId, since: channels.createdAt })
    .from(channels)
    .where(and(eq(channels.provider, 'twilio'), eq(channels.state, 'active')));
}

/** Which of these calls we have heard of. */
export async function readKnownSids(tx: BusinessTx, callSids: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ callSid: calls.callSid })
    .from(calls)
    .where(inArray(calls.callSid, [...callSids]));
  return new Set(rows.map(({ callSid }) => callSid));
}
