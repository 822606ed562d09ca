// What a caller hears from us that no model wrote.
type Language = 'he' | 'en';

/**
 * - `assistant`, `assistant-and-recording`: before the talk, as the settings say
 * - `full`: no place left; `trouble`: something of ours does not work; both ask for a message after the tone
 * - `leave-message`: the assistant has told why; asks for a message after the tone
 * - `thanks`: after a message; `unknown-number`: nobody has the number that was called
 */
export type CallSentence =
  | 'assistant'
  | 'assistant-and-recording'
  | 'full'
  | 'trouble'
  | 'leave-message'
  | 'thanks'
  | 'unknown-number';

const SENTENCES: Record<CallSentence, Record<Language, string>> = {
  assistant: {
    he: 'שלום, עונה לכם עוזר דיגיטלי.',
    en: 'Hello, a digital assistant is answering.',
  },
  'assistant-and-recording': {
    he: 'שלום, עונה לכם עוזר דיגיטלי. השיחה מוקלטת.',
    en: 'Hello, a digital assistant is answering. This call is recorded.',
  },
  full: {
    he: 'כל הקווים תפוסים כרגע. אפשר להשאיר הודעה אחרי הצליל, ונחזור אליכם.',
    en: 'All lines are busy right now. Please leave a message after the tone and we will call you back.',
  },
  trouble: {
    he: 'יש לנו תקלה זמנית. אפשר להשאיר הודעה אחרי הצליל, ונחזור אליכם.',
    en: 'We have a technical problem right now. Please leave a message after the tone and we will call you back.',
  },
  'leave-message': {
    he: 'אפשר להשאיר הודעה אחרי הצליל, ונחזור אליכם.',
    en: 'Please leave a message after the tone and we will call you back.',
  },
  thanks: { he: 'תודה, ההודעה נשמרה. להתראות.', en: 'Thank you, your message was saved. Goodbye.' },
  'unknown-number': {
    he: 'המספר שחייגתם אינו פעיל. להתראות.',
    en: 'The number you have called is not in use. Goodbye.',
  },
};

export function callSentence(sentence: CallSentence, language: Language): string {
  return SENTENCES[sentence][language];
}
