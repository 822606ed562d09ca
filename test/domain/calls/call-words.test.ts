// What is written and said around a call: the greeting, the note of a call-back, a number that was spoken.
import { expect, test } from 'vitest';
import { callBackNote } from '../../../src/domain/calls/call-back-note.ts';
import { spokenPhone } from '../../../src/domain/calls/caller.ts';
import { greetingText } from '../../../src/domain/calls/greeting.ts';

test('without words of the owner’s, a call is greeted by the business’s name, in the language spoken', () => {
  const settings = { callGreeting: { he: '', en: '  ' } };
  expect(greetingText(settings, 'Dana’s Plumbing', 'en')).toBe(
    'Hello, this is the assistant of Dana’s Plumbing. How can I help?',
  );
  expect(greetingText(settings, 'אינסטלציה', 'he')).toContain('אינסטלציה');
});

test('the owner’s words stand in their language only', () => {
  const settings = { callGreeting: { he: '', en: ' Good day! ' } };
  expect(greetingText(settings, 'Taps', 'en')).toBe('Good day!');
  expect(greetingText(settings, 'Taps', 'he')).toContain('Taps');
});

test('a call-back’s note says who, where, what about and when, as far as that is known', () => {
  const all = { name: 'Dana', phone: '+972501234567', about: 'a new tap', when: 'tomorrow at ten' };
  expect(callBackNote(all, 'en')).toBe('Call back Dana, +972501234567: a new tap (tomorrow at ten)');
  expect(callBackNote(all, 'he')).toBe('לחזור בטלפון אל Dana, \u2066+972501234567\u2069: a new tap (tomorrow at ten)');
  expect(callBackNote({ name: null, phone: '+972501234567', about: undefined, when: undefined }, 'en')).toBe(
    'Call back +972501234567',
  );
});

test.each([
  ['050-123 4567', '+972501234567'],
  ['+1 415 555 2671', '+14155552671'],
  ['tomorrow', undefined],
  ['', undefined],
])('a number said as "%s" is %s', (said, phone) => {
  expect(spokenPhone(said, '+97233000001')).toBe(phone);
});
