// Reads the facts of a conversation message by message, knowing at each what the customer had been asked.

import { type HistoryMessage, isPlaceholder } from '../conversations/history.ts';
import type { LeadFact, LeadField } from '../leads/facts.ts';
import { type Awaited, factsIn } from '../leads/facts-in-text.ts';

/** What is known already, by field. */
export type KnownFacts = Partial<Record<LeadField, string>>;

/** After asking this often for a name, the scripted assistant asks for the need instead, and then leaves it at that. */
export const MOST_NAME_QUESTIONS = 2;

/**
 * The new facts of the customer's messages from `start` on, the first of each field.
 * Before the assistant has spoken nothing was asked, so a first "יוסי" is not taken for an answer.
 */
export function factsInHistory(history: readonly HistoryMessage[], start: number, known: KnownFacts): LeadFact[] {
  const facts: LeadFact[] = [];
  const fields = new Set(Object.keys(known));
  for (const [index, message] of history.entries()) {
    if (index < start || message.author !== 'customer' || isPlaceholder(message.text)) continue;
    const questions = history.slice(0, index).filter(({ author }) => author === 'assistant').length;
    const fresh = factsIn(message, awaitedAfter(questions, fields)).filter(({ field }) => !fields.has(field));
    for (const fact of fresh) fields.add(fact.field);
    facts.push(...fresh);
  }
  return facts;
}

function awaitedAfter(questions: number, fields: ReadonlySet<string>): Awaited {
  if (questions === 0) return 'nothing';
  if (!fields.has('name') && (fields.has('need') || questions <= MOST_NAME_QUESTIONS)) return 'name';
  return fields.has('need') ? 'nothing' : 'need';
}
