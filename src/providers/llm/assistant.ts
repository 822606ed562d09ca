// The assistant that talks with customers: a language model, or the scripted one where none is configured.
import type { ConversationContext } from '../../db/conversations/context.ts';
import type { LeadFact } from '../../domain/leads/facts.ts';

export interface AssistantReply {
  text: string;
  facts: LeadFact[];
}

export interface SessionSummary {
  summary: string;
  facts: LeadFact[];
}

/** The model gave nothing fit to send, in either try. `reason` is for the log. */
export class AssistantFailed extends Error {
  override name = 'AssistantFailed';
}

export interface Assistant {
  /**
   * Answers the customer's last messages.
   * @param now ms since the epoch
   * @throws AssistantFailed when no fit answer came in two tries of 20 s
   */
  reply(context: ConversationContext, now: number): Promise<AssistantReply>;
  /** Sums up a session: for people, and for the next session. Falls back to the scripted summary rather than fail. */
  summarize(context: ConversationContext): Promise<SessionSummary>;
}
