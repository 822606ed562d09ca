// What a notice says, in Hebrew and English: for devices and for the list alike.
import type { Attention } from '../conversations/attention.ts';
import type { Language } from '../conversations/language.ts';
import type { NotificationContent } from './notification.ts';

export interface Sentence {
  title: string;
  body: string;
}

/** Encrypted, a push may hold 4,096 bytes; a Hebrew letter takes two. */
const LONGEST_VALUE = 200;

/** One short title and one sentence. Hebrew in forms that fit any gender. */
export function sentenceOf(notification: NotificationContent, language: Language): Sentence {
  return language === 'he' ? inHebrew(notification) : inEnglish(notification);
}

function inEnglish({ kind, values }: NotificationContent): Sentence {
  switch (kind) {
    case 'needs-person':
      return { title: `${nameOf(values.name, 'A customer')} needs a person`, body: REASON[values.reason].en };
    case 'new-lead':
      return { title: 'New lead', body: `${nameOf(values.name, 'Someone new')} got in touch.` };
    case 'missed-call':
      return { title: 'Missed call', body: `${nameOf(values.name, 'A customer')} called, and nobody answered.` };
    case 'call-ended':
      return {
        title: 'Call ended',
        body: clip(values.summary ?? `The call with ${nameOf(values.name, 'a customer')} has ended.`),
      };
    case 'reminder':
      // The hour, not "in 30 minutes": it is read later than it was written, on a device or in the list.
      return { title: `Reminder for ${values.clock}`, body: withName(values.note, values.name) };
    case 'operation-finished':
      return { title: `${clip(values.title)}: finished`, body: `${values.done} done, ${values.failed} failed.` };
    case 'system-alert':
      return { title: 'System alert', body: clip(values.text) };
    case 'test':
      return { title: 'Notifications work', body: 'This is the test you asked for.' };
  }
}

function inHebrew({ kind, values }: NotificationContent): Sentence {
  switch (kind) {
    case 'needs-person':
      return { title: `דרוש מענה אנושי: ${nameOf(values.name, 'שיחה עם לקוח/ה')}`, body: REASON[values.reason].he };
    case 'new-lead':
      return { title: 'פנייה חדשה', body: `התקבלה פנייה מאת ${nameOf(values.name, 'מישהו חדש')}.` };
    case 'missed-call':
      return { title: 'שיחה שלא נענתה', body: `שיחה מאת ${nameOf(values.name, 'לקוח/ה')} לא נענתה.` };
    case 'call-ended':
      return {
        title: 'השיחה הסתיימה',
        body: clip(values.summary ?? `השיחה עם ${nameOf(values.name, 'לקוח/ה')} הסתיימה.`),
      };
    case 'reminder':
      return { title: `תזכורת לשעה ${values.clock}`, body: withName(values.note, values.name) };
    case 'operation-finished':
      return { title: `${clip(values.title)}: הסתיים`, body: `בוצעו ${values.done}, נכשלו ${values.failed}.` };
    case 'system-alert':
      return { title: 'התראת מערכת', body: clip(values.text) };
    case 'test':
      return { title: 'ההתראות פועלות', body: 'זו הבדיקה שהתבקשה.' };
  }
}

const REASON: Record<Attention, Record<Language, string>> = {
  'handled-by-person': { en: 'They wrote while a person has the conversation.', he: 'התקבלה הודעה בזמן מענה אנושי.' },
  'assistant-off': { en: 'They wrote, and the assistant is off.', he: 'התקבלה הודעה והעוזר כבוי.' },
  'opted-out': { en: 'They want no automatic messages.', he: 'התבקש לא לשלוח הודעות אוטומטיות.' },
  late: { en: 'Their message arrived late.', he: 'הודעה הגיעה באיחור.' },
  'window-closed': { en: 'The 24 hours for an answer are over.', he: 'חלפו 24 השעות למענה.' },
  'asked-for-person': { en: 'They asked for a person.', he: 'התבקש מענה אנושי.' },
  emergency: { en: 'Emergency!', he: 'חירום!' },
  'voice-note': { en: 'They sent a voice note.', he: 'התקבלה הודעה קולית.' },
  unsupported: { en: 'They sent something that cannot be shown here.', he: 'התקבל תוכן שאי אפשר להציג כאן.' },
  'media-unavailable': { en: 'A file of theirs did not arrive.', he: 'קובץ לא הגיע.' },
  'model-failed': { en: 'The assistant had no answer.', he: 'לעוזר לא הייתה תשובה.' },
  'not-prepared': { en: 'Their message could not be processed.', he: 'עיבוד ההודעה נכשל.' },
  'send-failed': { en: 'A message to them was not sent.', he: 'הודעה לא נשלחה.' },
  unconfirmed: { en: 'It is unclear whether a message reached them.', he: 'לא ברור אם הודעה הגיעה.' },
  reconnect: {
    en: 'Connect the WhatsApp number again: nothing goes out.',
    he: 'צריך לחבר מחדש את מספר הוואטסאפ: דבר לא נשלח.',
  },
};

const withName = (note: string, name: string | null) => (name ? `${clip(note)} (${clip(name)})` : clip(note));

const nameOf = (name: string | null, otherwise: string) => (name ? clip(name) : otherwise);

/** By characters as people see them, so that none is cut in half. */
function clip(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST_VALUE ? text : `${letters.slice(0, LONGEST_VALUE - 1).join('')}…`;
}
