import { expect, test } from 'vitest';
import { checkReply, LONGEST_REPLY } from '../../../src/domain/assistant/reply-check.ts';

test('a reply that says something is fit, without the space around it', () => {
  expect(checkReply('\n שלום דנה, במה אפשר לעזור? ', 'שלום!')).toEqual({
    kind: 'fit',
    text: 'שלום דנה, במה אפשר לעזור?',
  });
});

test.each(['', ' \n', '...', '\u200f\u200e'])('a reply that says nothing (%j) is empty', (reply) => {
  expect(checkReply(reply, undefined)).toEqual({ kind: 'unfit', reason: 'empty' });
});

test('the limit is counted in characters as people count them', () => {
  expect(checkReply('👍'.repeat(LONGEST_REPLY), undefined).kind).toBe('fit');
  expect(checkReply('א'.repeat(LONGEST_REPLY + 1), undefined)).toEqual({ kind: 'unfit', reason: 'too-long' });
});

test('the last answer again is no answer, however it is punctuated', () => {
  expect(checkReply('How can we  help', 'how can we help?')).toEqual({ kind: 'unfit', reason: 'repeated' });
  expect(checkReply('How can we help today?', 'How can we help?').kind).toBe('fit');
});

test.each([
  '<tool_call>{"name":"save"}</tool_call>',
  '{"name": "save_lead", "arguments": {"name": "Dana"}}',
  '```json\n{"tool_calls": []}\n```',
  '[TOOL_CALLS] save_lead',
  '<|python_tag|>save_lead(name="Dana")',
  '<function=save_lead>',
])('a tool call written as text is not sent: %s', (reply) => {
  expect(checkReply(reply, undefined)).toEqual({ kind: 'unfit', reason: 'broken-tool-call' });
});

test.each(['The name on the invoice is "Dana".', 'Our parameters: price < 500', 'Tools we bring: {pump, wrench}'])(
  'an innocent text is not taken for a tool call: %s',
  (reply) => {
    expect(checkReply(reply, undefined).kind).toBe('fit');
  },
);
