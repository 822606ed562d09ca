// What is kept of a talk: a sentence or two for people, and what it told of the caller.
import type { KnownFacts } from '../assistant/facts-in-history.ts';
import type { Language } from '../conversations/language.ts';
import type { LeadField } from '../leads/facts.ts';

/** A call in which the caller said something. */
export interface TalkedCall {
  businessName: string;
  /** Of the business: the summary is for its people. */
  language: Language;
  /** In their order; of us only what was heard. */
  turns: readonly { callerText: string; heardText: string }[];
  /** What is known of the caller by now, from this call and before. */
  known: KnownFacts;
  /** They asked to be called back. */
  wantsCallBack: boolean;
}

export interface CallFact {
  field: LeadField;
  value: string;
  /** From 0 to 1. */
  confidence: number;
}

export interface CallSummary {
  summary: string;
  facts: readonly CallFact[];
}

/** Less sure than that, a fact does more harm than good. */
const SURE_ENOUGH = 0.6;

/** Those worth keeping. */
export const sureFacts = (facts: readonly CallFact[]): CallFact[] =>
  facts.filter(({ confidence }) => confidence >= SURE_ENOUGH);

const LONGEST_QUOTE = 160;

const WORDS = {
  he: { call: 'שיחה', from: 'שיחה מאת', said: 'נאמר', callBack: 'התבקשה שיחה חוזרת.' },
  en: { call: 'Call', from: 'Call from', said: 'they said', callBack: 'They asked to be called back.' },
} as const satisfies Record<Language, object>;

/** By rules, where no model is, or none answers. What the turns told was learnt turn by turn: there is no fact beside. */
export function scriptedCallSummary({ turns, known, language, wantsCallBack }: TalkedCall): CallSummary {
  const { call, from, said, callBack } = WORDS[language];
  const { name, city, need } = known;
  const who = name === undefined ? call : `${from} ${name}`;
  const where = city === undefined ? '' : ` (${city})`;
  const last = turns.findLast(({ callerText }) => callerText !== '')?.callerText ?? '';
  const about = need ?? `${said} “${shortened(last)}”`;
  const sentence = `${who}${where}: ${about.replace(/[.\s]+$/, '')}.`;
  return { summary: wantsCallBack ? `${sentence} ${callBack}` : sentence, facts: [] };
}

function shortened(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length > LONGEST_QUOTE
    ? `${characters.slice(0, LONGEST_QUOTE - 1).join('')}…`
    : characters.join('');
}
