// The net under `conversation`: closes one business's sessions whose own workflow is gone, each with its summary.
import { ActivityFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ConversationActivities } from '../../activities/conversations.ts';
import type { SessionActivities } from '../../activities/sessions.ts';
import type { StaleSession } from '../../src/db/conversations/stale-sessions.ts';
import type { SessionId } from '../../src/db/ids.ts';
import type { CloseStaleSessionsInput } from '../../src/jobs/catalogue.ts';
import { databaseStep, longModel } from '../retry-profiles.ts';

const rows = proxyLocalActivities<SessionActivities>(databaseStep);
/** Model calls wait on their own queue. */
const assistant = proxyActivities<ConversationActivities>({ ...longModel, taskQueue: 'default' });

/** So that the history stays small; the next look goes on. */
const BATCHES_A_RUN = 20;

/** What one run found. */
export interface StaleSessionFigures {
  closed: number;
  /** Their conversation was rung: something in them was not finished. */
  rung: number;
  /** Left open for the next look, because no summary could be had. */
  failed: number;
}

/** Every stale session is looked at once in a run, whoever's it is; closing one that is closed changes nothing. */
export async function closeStaleSessions({ tick }: CloseStaleSessionsInput): Promise<StaleSessionFigures> {
  const now = Date.parse(tick);
  const figures = { closed: 0, rung: 0, failed: 0 };
  let after: SessionId | undefined;
  for (let batch = 0; batch < BATCHES_A_RUN; batch += 1) {
    const stale = await rows.readStaleSessions({ now, ...(after ? { after } : {}) });
    const outcomes = await Promise.all(stale.map((session) => settle(session, now)));
    for (const outcome of outcomes) figures[outcome] += 1;
    after = stale.at(-1)?.sessionId;
    if (after === undefined) break;
  }
  return figures;
}

async function settle(session: StaleSession, now: number): Promise<keyof StaleSessionFigures> {
  const { conversationId, channelId, contactId, unfinished } = session;
  if (unfinished) {
    await rows.ringForSession({ conversationId, channelId, contactId });
    return 'rung';
  }
  try {
    await assistant.closeSession({ conversationId, now });
    return 'closed';
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return 'failed';
  }
}
