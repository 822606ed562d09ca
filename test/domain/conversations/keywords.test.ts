import { expect, test } from 'vitest';
import { asksForPerson, asksToStop, emergencyWordIn } from '../../../src/domain/conversations/keywords.ts';

test.each([
  'STOP',
  'stop.',
  ' Stop! ',
  'please stop',
  'Unsubscribe',
  'הסר',
  'הסר.',
  'הָסֵר',
  'הסירו אותי',
  'נא להסיר אותי',
  'תפסיקו לשלוח לי הודעות 🙏',
])('"%s" ends automatic messages', (text) => {
  expect(asksToStop(text)).toBe(true);
});

test.each([
  "the leak won't stop",
  'stop by tomorrow?',
  'הסר את הברז הישן בבקשה',
  'אפשר להסיר אבנית?',
  'nonstop',
  'don’t stop',
  '',
])('"%s" is no wish to hear nothing more', (text) => {
  expect(asksToStop(text)).toBe(false);
});

test.each([
  'נציג',
  'אפשר לדבר עם נציגה?',
  'תעבירו אותי לנציג בבקשה',
  'אני רוצה לדבר עם בן אדם',
  'יש שם בן־אדם?',
  'person',
  'Can I talk to a person please',
  'I want a HUMAN!',
  'agent',
  'customer service',
])('"%s" asks for a person', (text) => {
  expect(asksForPerson(text)).toBe(true);
});

test.each([
  'how much is it per person?',
  'a table for 1 person',
  'I am a real estate agent and need a plumber',
  'what is on the agenda',
  'personally I like blue',
  'מה המחיר לאדם?',
  'שלום',
])('"%s" asks for nobody', (text) => {
  expect(asksForPerson(text)).toBe(false);
});

const EMERGENCIES = ['דליפת גז', 'שריפה', 'gas leak', 'fire'];

test.each([
  ['יש פה דליפת גז!!', 'דליפת גז'],
  ['התחילה כאן השריפה', 'שריפה'],
  ['FIRE!!!', 'fire'],
  ['I think we have a gas leak', 'gas leak'],
])('"%s" is an emergency', (text, word) => {
  expect(emergencyWordIn(text, EMERGENCIES)).toBe(word);
});

test.each(['the fireplace is cold', 'gas, and then a leak', 'דליפה מהברז', ''])('"%s" is no emergency', (text) => {
  expect(emergencyWordIn(text, EMERGENCIES)).toBeUndefined();
});

test('an empty emergency word in the settings rings no alarm', () => {
  expect(emergencyWordIn('שלום', ['', ' ', '!'])).toBeUndefined();
});
