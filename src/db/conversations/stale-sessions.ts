// Sessions that should have been closed long ago: their workflow is gone (ended by hand, or failed).
import { and, asc, eq, exists, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { DEFAULT_SETTINGS } from '../../domain/businesses/settings.ts';
import type { BusinessId, ChannelId, ContactId, ConversationId, SessionId } from '../ids.ts';
import { businesses, conversations, messages, sessions } from '../schema/index.ts';
import type { BusinessTx, Database } from '../tenancy.ts';

export interface StaleSession {
  sessionId: SessionId;
  conversationId: ConversationId;
  channelId: ChannelId;
  contactId: ContactId;
  /** Something in it still waits for an answer or to be sent: its conversation has to look first. */
  unfinished: boolean;
}

/** As many at once. */
export const STALE_BATCH = 50;

/** How long its own workflow has, beyond the business's silence, to close a session itself. */
const GRACE_MINUTES = 5;

/** For the system's look: which open businesses have a stale session. */
export async function businessesWithStaleSessions(system: Database, now: Date): Promise<BusinessId[]> {
  const rows = await system
    .selectDistinct({ businessId: sessions.businessId })
    .from(sessions)
    .innerJoin(conversations, ofConversation)
    .innerJoin(businesses, eq(businesses.id, sessions.businessId))
    .where(and(isStale(now), eq(businesses.state, 'active')));
  return rows.map(({ businessId }) => businessId);
}

/** One batch of a business's stale sessions, the oldest first, after the last one of the batch before. */
export async function readStaleSessions(
  tx: BusinessTx,
  now: Date,
  after: SessionId | undefined,
): Promise<StaleSession[]> {
  const open = tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversations.id),
        inArray(messages.state, ['received', 'ready', 'queued', 'sending', 'unknown']),
      ),
    );
  return tx
    .select({
      sessionId: sessions.id,
      conversationId: conversations.id,
      channelId: conversations.channelId,
      contactId: conversations.contactId,
      unfinished: sql<boolean>`${exists(open)}`,
    })
    .from(sessions)
    .innerJoin(conversations, ofConversation)
    .innerJoin(businesses, eq(businesses.id, sessions.businessId))
    .where(and(isStale(now), after && gt(sessions.id, after)))
    .orderBy(asc(sessions.id))
    .limit(STALE_BATCH);
}

const ofConversation = and(
  eq(conversations.businessId, sessions.businessId),
  eq(conversations.id, sessions.conversationId),
);

function isStale(now: Date): SQL | undefined {
  const silence = sql`coalesce((${businesses.settings}->>'sessionIdleMinutes')::float, ${DEFAULT_SETTINGS.sessionIdleMinutes})`;
  const silentSince = sql`${now.toISOString()}::timestamptz - (${silence} + ${GRACE_MINUTES}) * interval '1 minute'`;
  return and(isNull(sessions.closedAt), sql`${conversations.lastMessageAt} < ${silentSince}`);
}
