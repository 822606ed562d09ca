// Whose voice number was called.
import { and, eq } from 'drizzle-orm';
import type { BusinessId, ChannelId } from '../ids.ts';
import { businesses, channels } from '../schema/index.ts';
import type { Database } from '../tenancy.ts';

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
