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
  const fixed = fixedAnswer(context, asked, now);
  if (fixed) return fixed;
  try {
    const { text, facts } = await assistant.reply(context, now);
    return { text, consequence: facts.length > 0 ? { facts } : {} };
  } catch (error) {
    if (!(error instanceof AssistantFailed)) throw error;
    log.warn({ reason: error.message }, 'the model gave nothing fit to send');
    return { text: fixedSentence('model-failed', languageOf(context)), consequence: { attention: 'model-failed' } };
  }
}

const languageOf = ({ business, customer }: ConversationContext) => customer.language ?? business.settings.language;

/** What a rule answers, before any model is asked: safety first, then the customer's own wish. */
function fixedAnswer(context: ConversationContext, asked: readonly ContextMessage[], now: number): Answer | undefined {
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
  if (asked.some(isVoiceNote) && written.length === 0) {
    return { text: fixedSentence('voice-note', language), consequence: { attention: 'voice-note' } };
  }
  return undefined;
}

const isVoiceNote = ({ content }: ContextMessage) =>
  content.kind === 'media' && (content.media === 'voice' || content.media === 'audio');
