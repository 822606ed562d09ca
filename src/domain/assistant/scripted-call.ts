// The scripted assistant on the phone: it asks for a name and what the matter is, and ends in a call-back.
import type { Said } from '../calls/speech.ts';
import type { HistoryMessage } from '../conversations/history.ts';
import type { Language } from '../conversations/language.ts';
import { factsInHistory, type KnownFacts } from './facts-in-history.ts';
import { scriptedAnswer } from './scripted-assistant.ts';
import { PHRASES, type Phrases } from './scripted-phrases.ts';

export interface ScriptedCallInput {
  businessName: string;
  language: Language;
  /** Oldest first, from the greeting on. */
  history: readonly Said[];
  /** What was known before the call. */
  known: KnownFacts;
  openNow: boolean;
  nextOpeningSentence?: string;
}

export interface ScriptedCallAnswer {
  text: string;
  /** What the caller's last words told. */
  facts: KnownFacts;
  next: 'listen' | 'request-call-back' | 'hang-up';
}

/** Nothing is written on the phone, and the greeting has introduced us already. */
const SPOKEN: Readonly<Record<Language, Phrases>> = {
  he: {
    ...PHRASES.he,
    introduction: '',
    introductionByName: '',
    yesAnAssistant: ['כן, כאן עוזר דיגיטלי ולא אדם.', 'נכון, זה מענה של עוזר דיגיטלי.'],
    youAreWelcome: ['בשמחה, להתראות!', 'תודה שהתקשרת, להתראות!'],
  },
  en: {
    ...PHRASES.en,
    introduction: '',
    introductionByName: '',
    yesAnAssistant: ['Yes, this is a digital assistant, not a person.', 'Right, a digital assistant is speaking.'],
    youAreWelcome: ['You are welcome, goodbye!', 'Thanks for calling, goodbye!'],
  },
};

/** Answers the caller's last words. The same input gives the same answer. */
export function scriptedCallAnswer({ history, known, language, ...input }: ScriptedCallInput): ScriptedCallAnswer {
  const messages = history
    .map(({ speaker, text }, index): HistoryMessage => {
      return { id: String(index), author: speaker === 'caller' ? 'customer' : 'assistant', text };
    })
    // The greeting asks for nothing that an answer could be taken for.
    .slice(
      Math.max(
        0,
        history.findIndex(({ speaker }) => speaker === 'caller'),
      ),
    );
  if (isFarewell(history.at(-1)?.text ?? ''))
    return { text: SPOKEN[language].youAreWelcome[0] ?? '', facts: {}, next: 'hang-up' };
  const answered = messages.findLastIndex(({ author }) => author === 'assistant');
  const lead = { ...known, ...valuesOf(factsInHistory(messages.slice(0, answered + 1), 0, known)) };
  const { text, facts, step } = scriptedAnswer({ ...input, language, history: messages, lead }, SPOKEN[language]);
  return { text, facts: valuesOf(facts), next: NEXT[step] ?? 'listen' };
}

/** "Thanks, bye", and not "bye for now, but". */
function isFarewell(text: string): boolean {
  return /(?:\b(?:good)?bye|להתראות|ביי)[\s.!?]*$/iu.test(text);
}

const NEXT: Readonly<Record<string, ScriptedCallAnswer['next']>> = {
  done: 'request-call-back',
  'you-are-welcome': 'hang-up',
};

function valuesOf(facts: ReturnType<typeof factsInHistory>): KnownFacts {
  return Object.fromEntries(facts.map(({ field, value }) => [field, value]));
}
