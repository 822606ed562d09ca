// Answers one customer, message after message. It is told nothing: it reads its rows, whenever the bell rings.
import {
  continueAsNew,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ConversationActivities } from '../../activities/conversations.ts';
import type { MessageId } from '../../src/db/ids.ts';
import { waitMs } from '../../src/domain/conversations/debounce.ts';
import type { ConversationInput } from '../../src/jobs/catalogue.ts';
import { hangBell } from '../bell.ts';
import { databaseStep, longModel } from '../retry-profiles.ts';
import { sendInOrder } from '../whatsapp/send-in-order.ts';

const rows = proxyLocalActivities<ConversationActivities>(databaseStep);
/** Model calls wait on their own queue, or they would hold up sends. */
const assistant = proxyActivities<ConversationActivities>({ ...longModel, taskQueue: 'default' });

/** It may think again this often when more comes while it thinks … */
const SECOND_THOUGHTS = 2;
/** … and only while the first message has not waited longer than this, in ms. */
const PATIENCE_MS = 30_000;

/** A burst being answered: since when, and how often it was thought over. */
interface Burst {
  firstAt: number;
  thoughts: number;
}

/**
 * Runs until the customer has been silent long enough for the session to be closed; the next message begins a new run.
 * It ends only when nothing has rung since its last look: a ring is never lost.
 */
export async function conversation(input: ConversationInput): Promise<void> {
  const { conversationId } = input;
  const bell = hangBell();
  let burst: Burst | undefined;
  for (;;) {
    bell.silence();
    const step = await rows.nextConversationStep({ conversationId, now: Date.now() });
    switch (step.kind) {
      case 'gone':
        return;
      case 'send':
        await sendInOrder(step.messageId, step.traceId);
        break;
      case 'wait':
        await bell.rings(step.ms);
        break;
      case 'answer': {
        burst ??= { firstAt: bell.rungAt, thoughts: 0 };
        const silenceMs = waitMs({ firstAt: burst.firstAt, lastAt: bell.rungAt, now: Date.now() }, step);
        if (silenceMs > 0) await bell.rings(silenceMs);
        else burst = await answer(input, step.messageIds, burst);
        break;
      }
      case 'quiet':
        burst = undefined;
        if (workflowInfo().continueAsNewSuggested && !bell.rung) return continueAsNew<typeof conversation>(input);
        if (await bell.rings(step.idleMs)) break;
        await closeSession(input);
        if (!bell.rung) return;
    }
  }
}

/** A session that could not be closed stays open: the next silence tries again, and no ring is lost over it. */
async function closeSession({ conversationId }: ConversationInput): Promise<void> {
  try {
    await assistant.closeSession({ conversationId, now: Date.now() });
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** Thinks, looks again, queues. @returns the burst when it must be thought over again */
async function answer(
  { conversationId }: ConversationInput,
  messageIds: MessageId[],
  burst: Burst,
): Promise<Burst | undefined> {
  try {
    const draftId = await assistant.draftAnswer({ conversationId, messageIds, now: Date.now() });
    const now = Date.now();
    const mayReconsider = burst.thoughts < SECOND_THOUGHTS && now - burst.firstAt < PATIENCE_MS;
    const outcome = await rows.queueAnswer({ draftId, messageIds, mayReconsider, now });
    return outcome === 'newer' ? { ...burst, thoughts: burst.thoughts + 1 } : undefined;
  } catch {
    // The worker has logged why. The customer must not be forgotten over it.
    await rows.leaveToPerson({ conversationId, messageIds, flag: 'model-failed' });
    return undefined;
  }
}
