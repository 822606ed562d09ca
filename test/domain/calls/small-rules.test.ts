// Small rules about calls: who calls, what became of it, what is said.
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/businesses/settings.ts';
import { callPrompt } from '../../../src/domain/calls/call-prompt.ts';
import { type CallOutcome, resultOf } from '../../../src/domain/calls/call-result.ts';
import { callersPhone } from '../../../src/domain/calls/caller.ts';

test.each([
  ['+972501234567', '+972501234567'],
  ['+266696687', undefined],
  ['anonymous', undefined],
  ['', undefined],
  ['+1', undefined],
])('a caller shown as "%s" has the number %s', (from, phone) => {
  expect(callersPhone(from)).toBe(phone);
});

const NOTHING: CallOutcome = { admission: 'admitted', hadStream: false, callersTurns: 0, hasMessage: false };
test.each([
  [{ ...NOTHING, hadStream: true, callersTurns: 2, hasMessage: true }, 'talked'],
  [{ ...NOTHING, admission: 'full', hasMessage: true }, 'message'],
  [{ ...NOTHING, hadStream: true }, 'no-talk'],
  [{ ...NOTHING, admission: 'full' }, 'turned-away'],
  [NOTHING, 'unanswered'],
  [{ ...NOTHING, admission: 'not-asked' }, 'unanswered'],
] as const)('%o is %s', (outcome, result) => {
  expect(resultOf(outcome)).toBe(result);
});

describe('what the assistant is told', () => {
  const business = { name: 'Barak\nPlumbing', prompt: 'A visit costs 250.', hours: DEFAULT_SETTINGS.hours };
  const noon = Date.UTC(2026, 0, 1, 10);

  test('has the business, the time and who calls, each on its line', () => {
    const caller = { name: 'Dana', facts: { need: 'a new\ntap' } };
    const prompt = callPrompt({ business, caller, language: 'en' }, noon);
    expect(prompt).toContain('"Barak Plumbing"');
    expect(prompt).toContain('A visit costs 250.');
    expect(prompt).toContain('- name: Dana\n- need: a new tap');
    expect(prompt).toContain('Speak English');
  });

  test('has nothing of a caller whom nobody knows', () => {
    const prompt = callPrompt({ business, caller: { name: null, facts: {} }, language: 'he' }, noon);
    expect(prompt).not.toContain('Known about the caller');
    expect(prompt).toContain('Speak Hebrew');
  });
});
