// The assistant that answers when no model is configured. It says what it is, asks for a name and what the matter is,
// notes both, and promises nothing but that people come back. The same input always gives the same answer.

import { firstUnanswered, type HistoryMessage } from '../conversations/history.ts';
import type { Language } from '../conversations/language.ts';
import { hasPhrase, wordsOf } from '../conversations/written-words.ts';
import { isGreeting } from '../leads/common-words.ts';
import type { LeadFact } from '../leads/facts.ts';
import { isQuestion } from '../leads/facts-in-text.ts';
import { factsInHistory, MOST_NAME_QUESTIONS } from './facts-in-history.ts';
import { PHRASES, type Phrases } from './scripted-phrases.ts';

/** What the assistant knows when it answers. Whether an answer may be given at all is decided before. */
export interface ScriptedInput {
  businessName: string;
  language: Language;
  /** Oldest first; what follows the last word from our side is answered. */
  history: readonly HistoryMessage[];
  /** What is known already. */
  lead: { name?: string; need?: string };
  openNow: boolean;
  /** When people are back, in this language; left out when they are there, or when nobody knows. */
  nextOpeningSentence?: string;
}

/** What it says, and what it understood. */
export interface ScriptedAnswer {
  text: string;
  /** New ones only. */
  facts: LeadFact[];
  step: ScriptedStep;
}

/** Where the talk stands with an answer. */
export type ScriptedStep =
  | 'ask-name'
  | 'ask-need'
  /** All that was asked for is known as of now. */
  | 'done'
  | 'you-are-welcome'
  | 'also-noted'
  | 'leave-to-team'
  | 'nothing-more';

/**
 * Answers what is unanswered. The text is never the one the assistant said last.
 * @param phrases in the input's language
 */
export function scriptedAnswer(input: ScriptedInput, phrases: Phrases = PHRASES[input.language]): ScriptedAnswer {
  const facts = factsInHistory(input.history, firstUnanswered(input.history), input.lead);
  const situation = situationOf(input, facts);
  const said = input.history.filter(({ author }) => author === 'assistant').map(({ text }) => text);
  const ways = [0, 1, 2].map((way) => compose(situation, way, input, phrases));
  const text = ways.find((way) => !said.includes(way)) ?? ways.find((way) => way !== said.at(-1)) ?? ways[0] ?? '';
  return { text, facts, step: situation.next };
}

/** What an answer depends on. */
interface Situation {
  first: boolean;
  name: string | undefined;
  nameIsNew: boolean;
  needIsNew: boolean;
  next: ScriptedStep;
  asks: 'nothing' | 'whether-a-bot' | 'something';
}

function situationOf({ history, lead }: ScriptedInput, facts: readonly LeadFact[]): Situation {
  const value = (field: LeadFact['field']) => facts.find((fact) => fact.field === field)?.value;
  const texts = history.slice(firstUnanswered(history)).map(({ text }) => text);
  const answers = history.filter(({ author }) => author === 'assistant').length;
  const name = lead.name ?? value('name');
  const need = lead.need ?? value('need');
  const asks = texts.some(asksWhetherBot) ? 'whether-a-bot' : texts.some(isQuestion) ? 'something' : 'nothing';
  const nameIsNew = value('name') !== undefined;
  const needIsNew = value('need') !== undefined;
  const onlyGreets = texts.every(isOnlyGreeting);
  const next = nextStep({ answers, name, need, hasNews: nameIsNew || needIsNew, onlyGreets, asks });
  return { first: answers === 0, name, nameIsNew, needIsNew, next, asks };
}

function nextStep(known: {
  answers: number;
  name: string | undefined;
  need: string | undefined;
  hasNews: boolean;
  onlyGreets: boolean;
  asks: Situation['asks'];
}): ScriptedStep {
  if (known.name === undefined && known.answers < MOST_NAME_QUESTIONS) return 'ask-name';
  if (known.need === undefined) return 'ask-need';
  if (known.hasNews) return 'done';
  // Who comes back and only says hello has something new in mind.
  if (known.onlyGreets) return known.answers === 0 ? 'ask-need' : 'you-are-welcome';
  return AFTER_ALL_IS_KNOWN[known.asks];
}

const AFTER_ALL_IS_KNOWN = {
  nothing: 'also-noted',
  something: 'leave-to-team',
  'whether-a-bot': 'nothing-more',
} as const;

function compose(situation: Situation, way: number, input: ScriptedInput, phrases: Phrases): string {
  const pick = (list: readonly string[]) => list[way % list.length] ?? '';
  const { first, next, asks } = situation;
  const leavesToTeam = next === 'done' || next === 'leave-to-team';
  const sentences = [
    first ? greeting(situation, phrases) : '',
    asks === 'whether-a-bot' && !first ? pick(phrases.yesAnAssistant) : '',
    asks === 'something' && next.startsWith('ask-') && !situation.needIsNew ? pick(phrases.questionForTeam) : '',
    acknowledgement(situation, phrases, pick),
    pick(nextPhrases(situation, phrases)),
    !input.openNow && (first || leavesToTeam) ? (input.nextOpeningSentence ?? phrases.closedNow) : '',
  ];
  return sentences
    .filter((sentence) => sentence !== '')
    .join(' ')
    .replaceAll('{business}', () => input.businessName)
    .replaceAll('{name}', () => (situation.name ?? '').slice(0, 40));
}

function greeting({ name, nameIsNew }: Situation, phrases: Phrases): string {
  return name !== undefined && !nameIsNew ? phrases.introductionByName : phrases.introduction;
}

/** What was just understood, said back only while something is still asked: the closing thanks for all of it. */
function acknowledgement(situation: Situation, phrases: Phrases, pick: (list: readonly string[]) => string): string {
  if (situation.next === 'ask-need' && situation.nameIsNew) return pick(phrases.niceToMeet);
  if (situation.next === 'ask-name' && situation.needIsNew) return pick(phrases.needNoted);
  return '';
}

function nextPhrases({ next, name }: Situation, phrases: Phrases): readonly string[] {
  switch (next) {
    case 'ask-name':
      return phrases.askName;
    case 'ask-need':
      return phrases.askNeed;
    case 'done':
      return name === undefined ? phrases.done : phrases.doneByName;
    case 'leave-to-team':
      return phrases.questionForTeam;
    case 'nothing-more':
      return [];
    case 'also-noted':
      return phrases.alsoNoted;
    case 'you-are-welcome':
      return phrases.youAreWelcome;
  }
}

const BOT_QUESTIONS = ['רובוט', 'בוט', 'מחשב', 'robot', 'bot', 'a computer', 'ai', 'a machine'].map(wordsOf);

function asksWhetherBot(text: string): boolean {
  const words = wordsOf(text);
  return isQuestion(text) && BOT_QUESTIONS.some((phrase) => hasPhrase(words, phrase));
}

/** "thanks", "ok", an emoji; but not an impatient "נו?". */
function isOnlyGreeting(text: string): boolean {
  return !text.includes('?') && wordsOf(text).every(isGreeting);
}
