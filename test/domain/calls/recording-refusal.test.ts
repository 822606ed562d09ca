// What a caller says of being recorded, and what is no refusal.
import { expect, test } from 'vitest';
import { refusesRecording } from '../../../src/domain/calls/recording-refusal.ts';

test.each([
  "Please don't record me",
  'please don’t record this call',
  'Do not record this.',
  'Stop recording',
  'Can you turn off the recording?',
  'Stop the recording please',
  "I don't want to be recorded",
  'I do not want you to record me',
  "I'd rather not be recorded",
  'I would prefer not to be recorded',
  'I do not agree to the recording',
  "I don't consent to being recorded",
  'Hi, no recording please',
  'I object to being recorded',
  'Can we talk without recording?',
  'אל תקליטו אותי',
  'בבקשה אל תקליט',
  'אל תקליטי את השיחה',
  'נא לא להקליט',
  'בבקשה לא להקליט את השיחה הזאת',
  'תפסיקו להקליט',
  'תכבו את ההקלטה',
  'אפשר להפסיק את ההקלטה?',
  'אני לא רוצה שתקליטו אותי',
  'אני לא רוצה להיות מוקלט',
  'אני לא מסכימה שתקליטו',
  'לא מסכים להקלטה',
  'אני לא מעוניין בהקלטה',
  'אני מתנגדת להקלטה',
  'רק בלי הקלטה בבקשה',
])('"%s" refuses', (text) => {
  expect(refusesRecording(text)).toBe(true);
});

test.each([
  'Did you record my order?',
  'Is this call recorded?',
  'Are you recording?',
  "Why don't you record your shows?",
  "They don't record vinyl any more",
  'I did not get the recording',
  'I have a recording studio',
  'Please record my details',
  "I don't have a record player",
  'Stop by tomorrow',
  'You can record me, no problem',
  'No, recording is fine',
  'I want to book a recording session',
  'האם השיחה מוקלטת?',
  'הקלטתם את ההזמנה שלי?',
  'לא קיבלתי את ההקלטה',
  'ההקלטה לא הייתה ברורה',
  'יש לי אולפן הקלטות',
  'אני רוצה להקליט שיר',
  'אתם יכולים להקליט, אין בעיה',
  'לא שמעתי את ההקלטה',
  '',
])('"%s" refuses nothing', (text) => {
  expect(refusesRecording(text)).toBe(false);
});
