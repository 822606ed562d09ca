// Sentences that are said word for word, whatever answers otherwise. Hebrew is written so that it fits any gender.
import type { Language } from '../conversations/language.ts';

/** What a fixed sentence is for. */
export type FixedSentence =
  /** The model gave nothing that can be sent; a person was told. */
  | 'model-failed'
  /** An emergency word; a person was told. */
  | 'emergency'
  /** The customer asked for a person while people are there. */
  | 'handed-over'
  /** The same while nobody is; when people are back is said after it. */
  | 'handed-over-closed'
  /** The customer wants no more automatic messages. */
  | 'stopped'
  /** A voice note: nobody has listened to it yet. */
  | 'voice-note'
  /** A kind of message that WhatsApp does not pass on, or that cannot be read. */
  | 'unsupported'
  /** A file that could not be fetched. */
  | 'media-unavailable';

const SENTENCES: Readonly<Record<FixedSentence, Readonly<Record<Language, string>>>> = {
  'model-failed': {
    he: 'תודה על ההודעה. העברנו אותה לצוות, ומישהו יחזור אליך בהקדם.',
    en: 'Thank you for your message. We passed it on to the team, and someone will get back to you soon.',
  },
  emergency: {
    he: 'קיבלנו, והעברנו לצוות כדחוף. אם יש סכנה לאנשים, יש להתקשר מיד לשירותי החירום.',
    en: 'Got it, we passed this on to the team as urgent. If anyone is in danger, call the emergency services at once.',
  },
  'handed-over': {
    he: 'בסדר גמור, העברנו את השיחה לצוות. מישהו יענה כאן בהקדם.',
    en: 'Of course, we passed the conversation on to the team. Someone will answer here soon.',
  },
  'handed-over-closed': {
    he: 'בסדר גמור, העברנו את השיחה לצוות, וכרגע אין מי שיענה.',
    en: 'Of course, we passed the conversation on to the team. Nobody is there to answer right now.',
  },
  stopped: {
    he: 'קיבלנו. לא יישלחו אליך עוד הודעות אוטומטיות. כל מה שייכתב כאן עדיין מגיע לצוות.',
    en: 'Understood. You will get no more automatic messages. Whatever you write here still reaches the team.',
  },
  'voice-note': {
    he: 'תודה על ההודעה הקולית. אי אפשר להאזין לה כאן כרגע: אפשר לכתוב בקצרה במה מדובר?',
    en: 'Thanks for the voice note. It cannot be listened to here right now: could you write in short what it is about?',
  },
  unsupported: {
    he: 'ההודעה האחרונה הגיעה בצורה שאי אפשר לפתוח כאן. אפשר לכתוב אותה כטקסט?',
    en: 'Your last message came in a form that cannot be opened here. Could you write it as text?',
  },
  'media-unavailable': {
    he: 'הקובץ לא הגיע אלינו. אפשר לשלוח אותו שוב, או לכתוב במה מדובר?',
    en: 'The file did not reach us. Could you send it again, or write what it is about?',
  },
};

/** The sentence, in the customer's language. */
export function fixedSentence(sentence: FixedSentence, language: Language): string {
  return SENTENCES[sentence][language];
}
