// The conversation's activities: what to do next, the assistant's answer, the session's end.
import { z } from 'zod';
import { type QueueOutcome, queueAnswer, saveDraft } from '../src/db/conversations/answer.ts';
import { leaveToPerson } from '../src/db/conversations/attend.ts';
import { readContext } from '../src/db/conversations/context.ts';
import { type NextStep, nextStep } from '../src/db/conversations/next-step.ts';
import { closeSession, openSessionOf } from '../src/db/conversations/session.ts';
import type { MessageId } from '../src/db/ids.ts';
import { ATTENTION } from '../src/domain/conversations/attention.ts';
import { failure } from '../src/jobs/failures.ts';
import { currentScope, type InBusiness } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import type { Assistant } from '../src/providers/llm/assistant.ts';
import { composeAnswer } from './compose-answer.ts';
import { clock, conversationId, messageId, readInput } from './input.ts';

export interface ConversationDependencies {
  inBusiness: InBusiness;
  jobs: Jobs;
  assistant: Assistant;
}

export type ConversationActivities = ReturnType<typeof createConversationActivities>;

const aConversation = z.object({ conversationId, now: clock });
const aTurn = aConversation.extend({ messageIds: z.array(messageId).min(1) });
const aDraft = z.object({
  draftId: messageId,
  messageIds: z.array(messageId).min(1),
  mayReconsider: z.boolean(),
  now: clock,
});
const left = z.object({ conversationId, messageIds: z.array(messageId), flag: z.enum(ATTENTION) });

export function createConversationActivities({ inBusiness, jobs, assistant }: ConversationDependencies) {
  const onward = () => ({ jobs, traceId: currentScope().traceId });
  return {
    /** Reads the rows, leaving to a person what the assistant may not answer. */
    async nextConversationStep(input: { conversationId: string; now: number }): Promise<NextStep> {
      const { conversationId, now } = readInput(aConversation, input);
      return inBusiness((tx) => nextStep(tx, onward(), conversationId, now));
    },

    /**
     * Thinks about the messages and writes the answer down as a draft.
     * @returns the draft's id
     * @throws NotFound when the conversation was deleted meanwhile
     */
    async draftAnswer(input: {
      conversationId: string;
      messageIds: readonly string[];
      now: number;
    }): Promise<MessageId> {
      const { conversationId, messageIds, now } = readInput(aTurn, input);
      const context = await inBusiness((tx) => readContext(tx, conversationId, messageIds));
      if (!context) throw failure('NotFound', 'The conversation is gone');
      const answer = await composeAnswer(assistant, context, messageIds, now, currentScope().log);
      return inBusiness((tx) => saveDraft(tx, { conversationId, messageIds, ...answer }));
    },

    /** Looks again, then queues the draft and covers what it answers, in one transaction. */
    async queueAnswer(input: {
      draftId: string;
      messageIds: readonly string[];
      mayReconsider: boolean;
      now: number;
    }): Promise<QueueOutcome> {
      const { draftId, messageIds, mayReconsider, now } = readInput(aDraft, input);
      return inBusiness((tx) => queueAnswer(tx, onward(), draftId, messageIds, mayReconsider, now));
    },

    /** Covers the messages by a flag. */
    async leaveToPerson(input: { conversationId: string; messageIds: readonly string[]; flag: string }): Promise<void> {
      const { conversationId, messageIds, flag } = readInput(left, input);
      await inBusiness((tx) => leaveToPerson(tx, onward(), conversationId, messageIds, flag));
    },

    /** Sums the open session up and closes it, unless somebody wrote meanwhile. */
    async closeSession(input: { conversationId: string; now: number }): Promise<void> {
      const { conversationId } = readInput(aConversation, input);
      const open = await inBusiness(async (tx) => {
        const session = await openSessionOf(tx, conversationId);
        const context = await readContext(tx, conversationId);
        return session && context ? { session, context } : undefined;
      });
      if (!open) return;
      const { session, context } = open;
      const spoken = context.history.filter((message) => message.sessionId === session.sessionId);
      const { summary, facts } = await assistant.summarize({ ...context, history: spoken });
      await inBusiness((tx) => closeSession(tx, session, conversationId, summary, facts));
    },
  };
}
