// One outbound message as a child workflow: the next one starts when this one is settled.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowFailure,
  executeChild,
  ParentClosePolicy,
  proxyLocalActivities,
  sleep,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { WhatsappActivities } from '../../activities/whatsapp.ts';
import type { BusinessId, MessageId } from '../../src/db/ids.ts';
import { sendWhatsappMessage as job } from '../../src/jobs/catalogue.ts';
import { businessOf, workflowIdOf } from '../../src/jobs/job.ts';
import { TRACE_ID } from '../../src/jobs/search-attributes.ts';
import { databaseStep } from '../retry-profiles.ts';
import type { sendWhatsappMessage } from './send-whatsapp-message.ts';

const rows = proxyLocalActivities<WhatsappActivities>(databaseStep);

/** Longer than a send may take: a quarter of an hour of tries, and the wait for a status. */
const ANOTHERS_SEND = '17m';

/** Sends the message and waits until its fate is settled. Never throws: what cannot be known is left to a person. */
export async function sendInOrder(messageId: MessageId, traceId: string | null): Promise<void> {
  try {
    await executeChild<typeof sendWhatsappMessage>(job.workflow, {
      workflowId: workflowIdOf(job, businessOf(workflowInfo().workflowId) as BusinessId, { messageId }),
      taskQueue: job.queue,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      // A hand-over under way must end, whatever becomes of the conversation.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: job.summary({ messageId }),
      // Many traces meet in a conversation: a send carries that of the message it answers.
      ...(traceId ? { typedSearchAttributes: [{ key: TRACE_ID, value: traceId }] } : {}),
      args: [{ messageId }],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      // Started by a run of this conversation that somebody ended by hand.
      await sleep(ANOTHERS_SEND);
    } else if (!(error instanceof ChildWorkflowFailure)) throw error;
    await rows.settleAfterWait({ messageId });
  }
}
