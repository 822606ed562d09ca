// What is said to a customer, and what it entails: fixed rules first, the assistant for everything else.
import type { ContextMessage, ConversationContext } from '../src/db/conversations/context.ts';
import type { MessageId } from '../src/db/ids.ts';
import type { Consequence } from '../src/db/schema/index.ts';
import { fixedSentence } from '../src/domain/assistant/fixed-sentences.ts';
import { asksForPerson, asksToStop, emergencyWordIn } from '../src/domain/conversations/keywords.ts';
import { isOpen, nextOpeningSentence } from '../src/domain/conversations/opening-hours.ts';
import { writtenText } from '../src/domain/whatsapp/content-text.ts';
import { type Assistant, AssistantFailed } from '../src/providers/llm/assistant.ts';
import type { Logger } from '../src/telemetry/log.ts';

export interface Answer {
  text: string;
  consequence: Consequence;
}

/**
 * @param messageIds what is answered
 * @param now ms since the epoch
 */
export async function composeAnswer(
  assistant: Assistant,
  context: ConversationContext,
  messageIds: readonly MessageId[],
  now: number,
  log: Logger,
): Promise<Answer> {
  const asked = context.history.filter(({ id }) => messageIds.includes(id));
  const unread = whatCannotBeRead(asked);
  const fixed = answerByRule(context, asked, now);
  if (fixed) return fixed;
  if (unread && asked.every(({ content }) => writtenText(content) === undefined)) {
    return { text: fixedSentence(unread, languageOf(context)), consequence: { attention: unread } };
  }
  const answer = await answerByAssistant(assistant, context, now, log);
  // There are words to answer beside it; a person should look at the rest.
  return unread ? { ...answer, consequence: { attention: unread, ...answer.consequence } } : answer;
}

const languageOf = ({ business, customer }: ConversationContext) => customer.language ?? business.settings.language;

async function answerByAssistant(
  assistant: Assistant,
  context: ConversationContext,
  now: number,
  log: Logger,
): Promise<Answer> {
  try {
    const { text, facts } = await assistant.reply(context, now);
    return { text, consequence: facts.length > 0 ? { facts } : {} };
  } catch (error) {
    if (!(error instanceof AssistantFailed)) throw error;
    log.warn({ reason: error.message }, 'the model gave nothing fit to send');
    return { text: fixedSentence('model-failed', languageOf(context)), consequence: { attention: 'model-failed' } };
  }
}

/** What a rule answers, before any model is asked: safety first, then the customer's own wish. */
function answerByRule(context: ConversationContext, asked: readonly ContextMessage[], now: number): Answer | undefined {
  const { settings } = context.business;
  const language = languageOf(context);
  const written = asked.flatMap(({ id, content }) => {
    const text = writtenText(content);
    return text === undefined ? [] : [{ id, text }];
  });
  if (written.some(({ text }) => emergencyWordIn(text, settings.emergencyWords))) {
    return { text: fixedSentence('emergency', language), consequence: { attention: 'emergency' } };
  }
  const stop = written.find(({ text }) => asksToStop(text));
  if (stop) return { text: fixedSentence('stopped', language), consequence: { optOut: stop.id } };
  if (written.some(({ text }) => asksForPerson(text))) {
    const consequence = { handOver: true, attention: 'asked-for-person' } as const;
    if (isOpen(settings.hours, now)) return { text: fixedSentence('handed-over', language), consequence };
    const backAt = nextOpeningSentence(settings.hours, now, language) ?? '';
    return { text: `${fixedSentence('handed-over-closed', language)} ${backAt}`.trim(), consequence };
  }
  return undefined;
}

/** Something among the messages that neither a rule nor a model can read, if there is any. */
function whatCannotBeRead(
  asked: readonly ContextMessage[],
): 'voice-note' | 'unsupported' | 'media-unavailable' | undefined {
  const is = (test: (message: ContextMessage) => boolean) => asked.some(test);
  if (is(({ content }) => content.kind === 'media' && (content.media === 'voice' || content.media === 'audio')))
    return 'voice-note';
  if (is(({ content }) => content.kind === 'unsupported')) return 'unsupported';
  if (is(({ content, hasFile }) => content.kind === 'media' && content.media !== 'sticker' && !hasFile))
    return 'media-unavailable';
  return undefined;
}
