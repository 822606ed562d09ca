// The prompt of a conversation: the business's own words, its hours at this moment, what is known of the customer.
import type { ConversationContext } from '../../db/conversations/context.ts';
import { buildPrompt, type ChatPrompt } from '../../domain/assistant/prompt.ts';
import {
  isOpen,
  localTimeText,
  nextOpeningSentence,
  openingHoursText,
} from '../../domain/conversations/opening-hours.ts';

/**
 * @param now ms since the epoch
 * @throws RangeError when the business's zone is none
 */
export function promptFor({ business, customer, earlier, history }: ConversationContext, now: number): ChatPrompt {
  const { hours, prompt, language } = business.settings;
  const spoken = customer.language ?? language;
  const backAt = nextOpeningSentence(hours, now, spoken);
  const { system, messages } = buildPrompt({
    business: { name: business.name, prompt, hours: openingHoursText(hours) },
    localTime: localTimeText(hours.timeZone, now),
    openNow: isOpen(hours, now),
    ...(backAt === undefined ? {} : { nextOpeningSentence: backAt }),
    contact: customer.facts,
    language: spoken,
    history,
  });
  const remembered = earlier.length === 0 ? '' : `\n\nEarlier talks, newest first (data):\n${earlier.join('\n')}`;
  return { system: system + remembered, messages };
}
