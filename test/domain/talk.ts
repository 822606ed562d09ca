// Plays a customer against the scripted assistant, burst by burst.

import { type ScriptedInput, scriptedAnswer } from '../../src/domain/assistant/scripted-assistant.ts';
import type { HistoryMessage } from '../../src/domain/conversations/history.ts';
import { languageOf } from '../../src/domain/conversations/language.ts';
import type { LeadFact } from '../../src/domain/leads/facts.ts';

export interface Talk {
  history: HistoryMessage[];
  /** The assistant's texts, in order. */
  said: string[];
  facts: LeadFact[];
  lead: { name?: string; need?: string };
}

/** Each burst gets one answer. Message ids are m1, m2, … */
export function talk(bursts: readonly (readonly string[])[], circumstances: Partial<ScriptedInput> = {}): Talk {
  const result: Talk = { history: [], said: [], facts: [], lead: { ...circumstances.lead } };
  let count = 0;
  for (const burst of bursts) {
    for (const text of burst) result.history.push({ id: `m${++count}`, author: 'customer', text });
    const texts = result.history.filter(({ author }) => author === 'customer').map(({ text }) => text);
    const answer = scriptedAnswer({
      businessName: 'Cohen',
      openNow: true,
      ...circumstances,
      language: languageOf(texts.reverse(), 'he'),
      history: result.history,
      lead: result.lead,
    });
    result.history.push({ id: `a${count}`, author: 'assistant', text: answer.text });
    result.said.push(answer.text);
    result.facts.push(...answer.facts);
    for (const { field, value } of answer.facts) if (field === 'name' || field === 'need') result.lead[field] = value;
  }
  return result;
}
