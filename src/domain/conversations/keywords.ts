// Words that decide something before any model is asked: stop writing, give me a person, this is an emergency.
import { hasPhrase, indexOfPhrase, wordsOf } from './written-words.ts';

const phrases = (lines: readonly string[]) => lines.map(wordsOf);

const STOP = new Set([
  'stop',
  'stop all',
  'stop messages',
  'stop messaging me',
  'stop writing to me',
  'unsubscribe',
  'unsubscribe me',
  'opt out',
  'optout',
  'remove me',
  'הסר',
  'הסר אותי',
  'הסירו',
  'הסירו אותי',
  'הסירי',
  'הסירי אותי',
  'הסרה',
  'להסיר',
  'להסיר אותי',
  'תסיר',
  'תסיר אותי',
  'תסירי אותי',
  'תסירו',
  'תסירו אותי',
  'הסר אותי מהרשימה',
  'הסירו אותי מהרשימה',
  'תסירו אותי מהרשימה',
  'להסיר אותי מהרשימה',
  'תפסיקו',
  'תפסיקו לשלוח',
  'תפסיקו לשלוח לי',
  'תפסיקו לשלוח הודעות',
  'תפסיקו לשלוח לי הודעות',
  'די לשלוח',
  'ביטול הרשמה',
]);

const POLITE = new Set(['please', 'pls', 'thanks', 'בבקשה', 'תודה', 'נא', 'אנא']);

/**
 * Whether the customer ends automatic messages.
 * Only when it is the whole message, apart from politeness: "the leak won't stop" is a customer in need, and whoever is
 * taken off by mistake hears nothing more. Whoever asks for it in a sentence is read by the model, or by a person.
 */
export function asksToStop(text: string): boolean {
  const words = wordsOf(text).filter((word) => !POLITE.has(word));
  return STOP.has(words.join(' '));
}

const PERSON = phrases([
  'human',
  'agent',
  'representative',
  'real person',
  'talk to someone',
  'speak to someone',
  'speak with someone',
  'talk with someone',
  'customer service',
  'נציג',
  'נציגה',
  'נציגת',
  'נציגי',
  'נציגים',
  'נציגות',
  'בן אדם',
  'בנאדם',
  'בן אנוש',
  'אדם אמיתי',
  'מישהו אמיתי',
  'מישהי אמיתית',
  'לדבר עם מישהו',
  'לדבר עם מישהי',
  'לדבר עם אדם',
  'מוקדן',
  'מוקדנית',
  'מענה אנושי',
  'שירות לקוחות',
]);

/** "price per person" counts people; it does not ask for one. */
const COUNTS_PERSONS = new Set(['per', 'one', 'each', 'every', 'single', 'another', 'first', 'second', 'third']);

/** Jobs the customer may have, not someone they ask for. */
const OTHER_AGENTS = phrases([
  'real estate agent',
  'estate agent',
  'insurance agent',
  'travel agent',
  'cleaning agent',
]);

/**
 * Whether the customer asks for a person.
 * As a word anywhere in the message, since people ask in sentences ("אפשר לדבר עם נציג?"). A false alarm costs a person's
 * look; a missed one costs the customer. Parts of words do not count: "agenda" and "humanity" ask for nobody.
 */
export function asksForPerson(text: string): boolean {
  const words = wordsOf(text);
  if (OTHER_AGENTS.some((phrase) => hasPhrase(words, phrase))) return false;
  if (PERSON.some((phrase) => hasPhrase(words, phrase))) return true;
  const before = words[indexOfPhrase(words, ['person']) - 1];
  return words.includes('person') && !(before !== undefined && (COUNTS_PERSONS.has(before) || /^\d+$/.test(before)));
}

/**
 * The business's emergency word that the message holds, as the business wrote it.
 * As whole words anywhere: "יש פה נזילת גז!" counts, "gas" in "gasket" does not.
 */
export function emergencyWordIn(text: string, emergencyWords: readonly string[]): string | undefined {
  const words = wordsOf(text);
  return emergencyWords.find((emergency) => hasPhrase(words, wordsOf(emergency)));
}
