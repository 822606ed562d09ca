// The sentences of a talk that no model wrote, as they are spoken. The greeting is the business's own.
import type { Language } from '../conversations/language.ts';

const LINES = {
  'one-moment': { he: 'רגע אחד בבקשה.', en: 'One moment, please.' },
  'still-working': { he: 'זה לוקח עוד רגע, אני על זה.', en: 'This takes a little longer, I am on it.' },
  'are-you-there': { he: 'הלו, שומעים אותי?', en: 'Hello, are you still there?' },
  'still-there': { he: 'לא שומעים אותך. אפשר לחזור על זה?', en: 'I cannot hear you. Could you say that again?' },
  'did-not-catch': {
    he: 'סליחה, לא הצלחתי להבין. אפשר לחזור על זה?',
    en: 'Sorry, I did not catch that. Could you say it again?',
  },
  'cannot-hear-you': {
    he: 'נראה שיש בעיה בקו, לא שומעים אותך.',
    en: 'There seems to be a problem with the line, I cannot hear you.',
  },
  apology: { he: 'סליחה, משהו השתבש. אפשר לחזור על זה?', en: 'Sorry, something went wrong. Could you say that again?' },
  goodbye: { he: 'תודה שהתקשרת, להתראות.', en: 'Thank you for calling. Goodbye.' },
  'silence-goodbye': {
    he: 'לא שומעים אותך, אז השיחה תסתיים עכשיו. להתראות.',
    en: 'I still cannot hear you, so I will hang up now. Goodbye.',
  },
  'time-is-up': {
    he: 'השיחה הגיעה לסוף הזמן שלה. נשמח לדבר שוב, להתראות.',
    en: 'We have reached the end of our time. Please call again. Goodbye.',
  },
  'technical-goodbye': {
    he: 'סליחה, יש לנו תקלה. נחזור אליך בהקדם. להתראות.',
    en: 'I am sorry, we have a technical problem. We will call you back soon. Goodbye.',
  },
  menu: {
    he: 'כדי שנחזור אליך, יש להקיש אחת. להשארת הודעה, יש להקיש שתיים.',
    en: 'To be called back, press one. To leave a message, press two.',
  },
  'call-back-noted': { he: 'רשמנו, נחזור אליך בהקדם. להתראות.', en: 'Noted, we will call you back soon. Goodbye.' },
} as const satisfies Record<string, Record<Language, string>>;

export type SpokenLine = keyof typeof LINES;

export const SPOKEN_LINES = Object.keys(LINES) as readonly SpokenLine[];

export function spokenLine(line: SpokenLine, language: Language): string {
  return LINES[line][language];
}
