// After a business was opened again: every conversation that was left in the middle, a batch at a time.
import { proxyLocalActivities } from '@temporalio/workflow';
import type { SessionActivities } from '../../activities/sessions.ts';
import type { ConversationId } from '../../src/db/ids.ts';
import type { ResumeConversationsInput } from '../../src/jobs/catalogue.ts';
import { databaseStep } from '../retry-profiles.ts';

const rows = proxyLocalActivities<SessionActivities>(databaseStep);

/** How many conversations were left in the middle. */
export interface ResumeFigures {
  resumed: number;
}

/** Each batch is its own transaction: a run that was cut short left nothing half done. */
export async function resumeConversations({ openedAt }: ResumeConversationsInput): Promise<ResumeFigures> {
  const before = Date.parse(openedAt);
  let resumed = 0;
  let after: ConversationId | undefined;
  do {
    const batch = await rows.resumeConversations({ before, ...(after ? { after } : {}) });
    resumed += batch.resumed;
    after = batch.last;
  } while (after !== undefined);
  return { resumed };
}
