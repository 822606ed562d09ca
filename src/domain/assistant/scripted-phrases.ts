// What the scripted assistant can say. Several ways to say each thing, so that no answer comes twice in the same words.
// Hebrew is written so that it fits any gender, the customer's and the assistant's.
import type { Language } from '../conversations/language.ts';

/** Each list has at least two ways; `{name}` and `{business}` are filled in. */
export interface Phrases {
  introduction: string;
  introductionByName: string;
  askName: readonly string[];
  askNeed: readonly string[];
  niceToMeet: readonly string[];
  needNoted: readonly string[];
  done: readonly string[];
  doneByName: readonly string[];
  alsoNoted: readonly string[];
  youAreWelcome: readonly string[];
  questionForTeam: readonly string[];
  yesAnAssistant: readonly string[];
  closedNow: string;
}

/** The phrases by language. */
export const PHRASES: Readonly<Record<Language, Phrases>> = {
  he: {
    introduction: 'שלום! כאן העוזר הדיגיטלי של {business}.',
    introductionByName: 'שלום {name}! כאן העוזר הדיגיטלי של {business}.',
    askName: ['איך קוראים לך?', 'באיזה שם לרשום את הפנייה?', 'חסר לנו רק שם כדי לחזור אליך. מה השם?'],
    askNeed: ['במה אפשר לעזור?', 'אפשר לתאר בכמה מילים במה מדובר?', 'מה קרה, ומה צריך לעשות?'],
    niceToMeet: ['נעים מאוד, {name}.', 'תודה, {name}.'],
    needNoted: ['רשמנו, תודה.', 'תודה, הפרטים נרשמו.'],
    done: ['תודה! הפרטים אצלנו, ומישהו מהצוות יחזור אליך.', 'הכול נרשם, תודה. הצוות יחזור אליך.'],
    doneByName: ['תודה, {name}! הפרטים אצלנו, ומישהו מהצוות יחזור אליך.', '{name}, הכול נרשם, תודה. הצוות יחזור אליך.'],
    alsoNoted: [
      'תודה, גם זה נרשם. הצוות יחזור אליך.',
      'קיבלנו והוספנו לפרטים. הצוות יחזור אליך.',
      'גם זה אצלנו, והצוות יראה.',
    ],
    youAreWelcome: ['בשמחה!', 'בכיף, נהיה בקשר.'],
    questionForTeam: [
      'על השאלה הזו הצוות יענה, כדי לא להטעות.',
      'את התשובה המדויקת הצוות ייתן.',
      'גם על זה הצוות יענה.',
    ],
    yesAnAssistant: [
      'כן, כאן עוזר דיגיטלי ולא אדם. אפשר לכתוב ״נציג״ בכל רגע.',
      'נכון, זה מענה של עוזר דיגיטלי. מי שרוצה נציג, רק לכתוב ״נציג״.',
    ],
    closedNow: 'כרגע הצוות לא זמין.',
  },
  en: {
    introduction: 'Hi! This is the digital assistant of {business}.',
    introductionByName: 'Hi {name}! This is the digital assistant of {business}.',
    askName: [
      'What is your name?',
      'What name should we put on your request?',
      'We only miss a name to get back to you. What is yours?',
    ],
    askNeed: [
      'How can we help?',
      'Could you say in a few words what it is about?',
      'What happened, and what needs to be done?',
    ],
    niceToMeet: ['Nice to meet you, {name}.', 'Thanks, {name}.'],
    needNoted: ['Noted, thank you.', 'Thanks, we have written that down.'],
    done: [
      'Thank you! We have the details, and someone from the team will get back to you.',
      'All noted, thanks. The team will get back to you.',
    ],
    doneByName: [
      'Thank you, {name}! We have the details, and someone from the team will get back to you.',
      '{name}, all noted, thanks. The team will get back to you.',
    ],
    alsoNoted: [
      'Thanks, noted as well. The team will get back to you.',
      'Got it, added to the details. The team will get back to you.',
      'We have that too, the team will see it.',
    ],
    youAreWelcome: ['You are welcome!', 'Any time, talk soon.'],
    questionForTeam: [
      'The team will answer that, so as not to mislead you.',
      'The team will give you the exact answer.',
      'The team will answer that one too.',
    ],
    yesAnAssistant: [
      'Yes, this is a digital assistant, not a person. Write "agent" at any time to get one.',
      'Right, a digital assistant answers here. For a person just write "agent".',
    ],
    closedNow: 'The team is not available right now.',
  },
};
