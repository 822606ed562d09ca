// A call summed up by rules.
import { expect, test } from 'vitest';
import { scriptedCallSummary, sureFacts, type TalkedCall } from '../../../src/domain/calls/call-summary.ts';

const CALL: TalkedCall = {
  businessName: 'Taps',
  language: 'en',
  turns: [
    { callerText: '', heardText: 'Hello' },
    { callerText: 'Hi, I need a new tap', heardText: 'What is your name?' },
    { callerText: 'Dana, thanks.', heardText: '' },
  ],
  known: { name: 'Dana', city: 'Haifa', need: 'I need a new tap.' },
  wantsCallBack: true,
};

test.each([
  [{}, 'Call from Dana (Haifa): I need a new tap. They asked to be called back.'],
  [{ wantsCallBack: false }, 'Call from Dana (Haifa): I need a new tap.'],
  [{ language: 'he' }, 'שיחה מאת Dana (Haifa): I need a new tap. התבקשה שיחה חוזרת.'],
  [{ known: {}, wantsCallBack: false }, 'Call: they said “Dana, thanks.”.'],
] as const)('says who called, about what, and whether they wait for us: %j', (change, summary) => {
  expect(scriptedCallSummary({ ...CALL, ...change })).toEqual({ summary, facts: [] });
});

test('long words are cut', () => {
  const turns = [{ callerText: 'tap '.repeat(200), heardText: '' }];
  const { summary } = scriptedCallSummary({ ...CALL, known: {}, turns });
  expect(summary.length).toBeLessThan(300);
  expect(summary).toContain('…');
});

test('a fact that nobody is sure of is not kept', () => {
  const facts = [
    { field: 'name', value: 'Dana', confidence: 0.9 },
    { field: 'city', value: 'Haifa', confidence: 0.3 },
  ] as const;
  expect(sureFacts(facts)).toEqual([facts[0]]);
});
