// The assistant without a model: fixed rules, for development and for those who want no model.

import { scriptedAnswer } from '../../domain/assistant/scripted-assistant.ts';
import { summarizeSession } from '../../domain/assistant/session-summary.ts';
import { isOpen, nextOpeningSentence } from '../../domain/conversations/opening-hours.ts';
import type { Assistant } from './assistant.ts';

export const scriptedAssistant: Assistant = {
  async reply({ business, customer, history }, now) {
    const language = customer.language ?? business.settings.language;
    const backAt = nextOpeningSentence(business.settings.hours, now, language);
    return scriptedAnswer({
      businessName: business.name,
      language,
      history,
      lead: customer.facts,
      openNow: isOpen(business.settings.hours, now),
      ...(backAt === undefined ? {} : { nextOpeningSentence: backAt }),
    });
  },

  async summarize({ business, customer, history }) {
    return summarizeSession(history, customer.facts, business.settings.language);
  },
};
