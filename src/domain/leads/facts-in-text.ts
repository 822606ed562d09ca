// Reads facts about a lead out of one message, by rules: enough for a first hand-over when no model is configured.
import { hasPhrase, wordsOf } from '../conversations/written-words.ts';
import { CITIES } from './cities.ts';
import { isGreeting } from './common-words.ts';
import type { LeadFact } from './facts.ts';
import { nameIn } from './name-in-text.ts';

/** What the customer was last asked for. Unasked, only what is said in so many words counts. */
export type Awaited = 'name' | 'need' | 'nothing';

const LONGEST_NEED = 200;
const LONGEST_SERVICE_WORDS = 8;

/** Asked for the name, a customer who writes this much tells what is the matter instead. */
const TELLING_WORDS = 4;

const phrases = (lines: string) => lines.trim().split('\n').map(wordsOf);

/** Says that something is wanted or wrong. */
const NEED_SIGNS = phrases(`
צריך
צריכה
צריכים
מחפש
מחפשת
מחפשים
רוצה
רוצים
מעוניין
מעוניינת
מעוניינים
רציתי
אשמח
יש לי
יש לנו
יש פה
אין לי
אין לנו
אין מים
נזילה
נוזל
נוזלת
דולף
דולפת
סתימה
סתום
סתומה
פיצוץ
התפוצץ
הצפה
נשבר
נשברה
התקלקל
התקלקלה
מקולקל
מקולקלת
תקלה
תיקון
לתקן
התקנה
להתקין
להחליף
החלפה
לא עובד
לא עובדת
בעיה
הצעת מחיר
לקבוע
פגישה
need
want
looking for
would like
i have a
leak
leaking
leaks
blocked
clogged
broken
broke
burst
fix
repair
install
replace
not working
doesnt work
stopped working
problem
issue
quote
appointment
`);

const INTENTS: readonly { intent: string; signs: string[][] }[] = [
  { intent: 'cancellation', signs: phrases('לבטל\nביטול\nמבטל\nמבטלת\ncancel') },
  {
    intent: 'complaint',
    signs: phrases('תלונה\nלהתלונן\nמאוכזב\nמאוכזבת\nמאוכזבים\ncomplaint\ncomplain\ndisappointed'),
  },
  { intent: 'appointment', signs: phrases('לקבוע\nפגישה\nתור\nלתאם\nappointment\nbook\nschedule') },
  { intent: 'price', signs: phrases('כמה עולה\nכמה זה עולה\nכמה יעלה\nמחיר\nהצעת מחיר\nprice\nquote\nhow much\ncost') },
];

const CITY_PHRASES = CITIES.map((city) => ({ city, phrase: wordsOf(city) }));

/** What follows is what they are after. */
const WANTED =
  /(?:^|\s)(?:צריך|צריכה|צריכים|מחפש|מחפשת|מחפשים|רוצה|רוצים|מעוניין ב|מעוניינת ב|מעוניינים ב|need|want|looking for|would like)\s*(?:an?\s|the\s|some\s|to\s)?([^\n,.;!?]+)/iu;

/** What remains in front when "דנה ואני צריכה …" has lost its name. */
const AND_AT_START = /^(?:and\s+|ו(?=אני|אנחנו|יש|צריך|רוצ|רצ|מחפש|מעוני))/i;

/** Asking whether anybody is there. */
const PRESENCE_WORDS = new Set('יש מישהו שם פה כאן אתם זמינים is are you anyone anybody someone there'.split(' '));

const QUESTION_WORDS = new Set(
  'כמה מתי איפה האם למה איך מה מי איזה איזו אפשר how when where what why who which do does can could is are will would'.split(
    ' ',
  ),
);

/** Reads a message. Each field appears at most once. */
export function factsIn(message: { id: string; text: string }, awaited: Awaited): LeadFact[] {
  const introduction = nameIn(message.text, awaited === 'name');
  const rest = introduction?.rest ?? message.text;
  const need = asksWhy(rest) ? undefined : needIn(rest, awaited);
  const found = {
    name: introduction?.name,
    need,
    city: cityIn(rest),
    service: need === undefined ? undefined : serviceIn(rest),
    intent: intentIn(rest) ?? (need === undefined ? undefined : 'service'),
  };
  return (Object.keys(found) as (keyof typeof found)[]).flatMap((field) => {
    const value = found[field];
    return value === undefined ? [] : [{ field, value, fromMessageId: message.id }];
  });
}

/** Whether a text asks something that wants an answer: "מה נשמע?" and "יש מישהו?" do not. */
export function isQuestion(text: string): boolean {
  const words = wordsOf(text).filter((word) => !isGreeting(word));
  if (words.every((word) => PRESENCE_WORDS.has(word))) return false;
  return /[?？]/.test(text) || QUESTION_WORDS.has((words[0] ?? '').replace(/^ו/, ''));
}

/** "Why do you need my name?" is about us, not about what they need. */
function asksWhy(text: string): boolean {
  return /^(?:למה|מדוע|why)$/.test(wordsOf(text)[0] ?? '');
}

function needIn(text: string, awaited: Awaited): string | undefined {
  const all = wordsOf(text);
  const words = all.filter((word) => !isGreeting(word));
  if (words.length === 0) return undefined;
  const said = NEED_SIGNS.some((sign) => hasPhrase(all, sign));
  const told = awaited === 'need' || (awaited === 'name' && words.length >= TELLING_WORDS);
  return said || (told && !isQuestion(text)) ? needText(text) : undefined;
}

/** The customer's own words without greeting and stray punctuation around them. */
function needText(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim().split(' ');
  const start = words.findIndex((word) => wordsOf(word).some((plain) => !isGreeting(plain)));
  const bare = words
    .slice(Math.max(start, 0))
    .join(' ')
    .slice(0, 2 * LONGEST_NEED)
    .replace(/^[\s,.;:!-]+|[\s,;:-]+$/gu, '')
    .replace(AND_AT_START, '');
  return [...bare].length > LONGEST_NEED ? `${[...bare].slice(0, LONGEST_NEED - 1).join('')}…` : bare;
}

function cityIn(text: string): string | undefined {
  const words = wordsOf(text);
  return CITY_PHRASES.find(({ phrase }) => hasPhrase(words, phrase))?.city;
}

function serviceIn(text: string): string | undefined {
  const wanted = WANTED.exec(text)?.[1]?.trim().split(/\s+/).slice(0, LONGEST_SERVICE_WORDS).join(' ');
  return wanted === '' ? undefined : wanted;
}

function intentIn(text: string): string | undefined {
  const words = wordsOf(text);
  return INTENTS.find(({ signs }) => signs.some((sign) => hasPhrase(words, sign)))?.intent;
}
