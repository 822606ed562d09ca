// Sums up a session by rules, for when no model is configured: what a person needs to know before calling back.

import type { HistoryMessage } from '../conversations/history.ts';
import type { Language } from '../conversations/language.ts';
import type { LeadFact, LeadField } from '../leads/facts.ts';
import { factsInHistory, type KnownFacts } from './facts-in-history.ts';

/** What is kept of a session. */
export interface SessionSummary {
  /** A few short lines, in the language of the business. */
  summary: string;
  /** What this session told, each fact with the message it came from. */
  facts: LeadFact[];
}

interface Labels {
  fields: Readonly<Record<LeadField, string>>;
  intents: Readonly<Record<string, string>>;
  messages: string;
  lastSaid: string;
  person: string;
  unanswered: string;
}

const LABELS: Readonly<Record<Language, Labels>> = {
  he: {
    fields: { name: 'שם', need: 'פנייה', city: 'עיר', service: 'שירות', intent: 'כוונה' },
    intents: { service: 'שירות', price: 'מחיר', appointment: 'תיאום', cancellation: 'ביטול', complaint: 'תלונה' },
    messages: 'הודעות מהלקוח',
    lastSaid: 'ההודעה האחרונה',
    person: 'מישהו מהצוות ענה בשיחה.',
    unanswered: 'ההודעה האחרונה עוד לא נענתה.',
  },
  en: {
    fields: { name: 'Name', need: 'Request', city: 'City', service: 'Service', intent: 'Intent' },
    intents: {},
    messages: 'Messages from the customer',
    lastSaid: 'Last message',
    person: 'Someone from the team answered in the conversation.',
    unanswered: 'The last message has no answer yet.',
  },
};

const LONGEST_QUOTE = 160;

/**
 * Sums up the messages of one session.
 * @param known what was known of the lead before; it is named, but is no fact of this session
 */
export function summarizeSession(
  history: readonly HistoryMessage[],
  known: KnownFacts,
  language: Language,
): SessionSummary {
  const facts = factsInHistory(history, 0, {});
  const labels = LABELS[language];
  const told = Object.fromEntries(facts.map(({ field, value }) => [field, value]));
  const values: KnownFacts = { ...known, ...told };
  const written = history.filter(({ author }) => author === 'customer');
  const fields: readonly LeadField[] = ['name', 'city', 'need', 'service', 'intent'];
  const lines = [
    ...fields.flatMap((field) => {
      const value = values[field];
      if (value === undefined) return [];
      return [`${labels.fields[field]}: ${field === 'intent' ? (labels.intents[value] ?? value) : value}`];
    }),
    `${labels.messages}: ${written.length}`,
    ...written.slice(-1).map(({ text }) => `${labels.lastSaid}: ${shortened(text)}`),
    ...(history.some(({ author }) => author === 'person') ? [labels.person] : []),
    ...(history.at(-1)?.author === 'customer' ? [labels.unanswered] : []),
  ];
  return { summary: lines.join('\n'), facts };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE - 1).join('')}…` : line;
}
