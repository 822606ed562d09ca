// What both WhatsApp webhooks share: a message or a status is stored in its own short transaction, and the commit decides.
import { and, eq } from 'drizzle-orm';
import { type AcceptOutcome, acceptInbound } from '../../db/conversations/accept-inbound.ts';
import type { BusinessId, ChannelId } from '../../db/ids.ts';
import { businesses, channels } from '../../db/schema/index.ts';
import type { Database } from '../../db/tenancy.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound-message.ts';
import type { ApiDependencies } from '../dependencies.ts';

/** The largest body taken: Meta's own limit for a batch. */
export const WEBHOOK_BODY_LIMIT = 3 * 1024 * 1024;

export interface Route {
  businessId: BusinessId;
  channelId: ChannelId;
}

/** The active business a provider's number belongs to. */
export async function routeOfNumber(system: Database, numberId: string): Promise<Route | undefined> {
  const [route] = await system
    .select({ businessId: channels.businessId, channelId: channels.id })
    .from(channels)
    .innerJoin(businesses, and(eq(businesses.id, channels.businessId), eq(businesses.state, 'active')))
    .where(and(eq(channels.provider, 'cloud'), eq(channels.numberId, numberId)));
  return route;
}

/** Stores one message and starts its work right after the commit. */
export async function receive(
  { withBusiness, jobs, metrics }: ApiDependencies,
  { businessId, channelId }: Route,
  source: 'baileys' | 'cloud',
  message: InboundMessage,
  traceId: string,
): Promise<AcceptOutcome> {
  const outcome = await withBusiness(businessId, (tx) =>
    acceptInbound(tx, jobs, { channelId, source, message, traceId }),
  );
  metrics.messageReceived(source, outcome);
  return outcome;
}
