// A call without a model: three turns end in a call-back request, and a goodbye in the hang-up.
import { expect, test } from 'vitest';
import type { CallContext } from '../../../../src/providers/llm/calls/call-assistant.ts';
import { createCallAssistant } from '../../../../src/providers/llm/calls/create-call-assistant.ts';
import { answerTo, callContext } from './answers.ts';

const assistant = createCallAssistant(undefined);

/** Plays a call: what the caller says, one turn after the other. */
async function talk(language: CallContext['language'], ...turns: string[]) {
  const said: string[] = [];
  const tools: { tool: string }[] = [];
  for (const turn of turns) {
    said.push(turn);
    const { context, performed } = callContext(said, { language });
    const answer = await answerTo(assistant, context);
    expect(answer.failure).toBeUndefined();
    expect(answer.tools.filter(({ tool }) => tool !== 'hangUp')).toEqual(performed);
    said.push(answer.text);
    tools.push(...answer.tools);
  }
  return { said: said.filter((_, index) => index % 2 === 1), tools };
}

test('in English', async () => {
  const { said, tools } = await talk('en', 'Hello', 'My name is Dana Levi', 'My sink is leaking', 'Thank you, bye');
  expect(said).toEqual([
    'What is your name?',
    'Nice to meet you, Dana Levi. How can we help?',
    'Thank you, Dana Levi! We have the details, and someone from the team will get back to you.',
    'You are welcome, goodbye!',
  ]);
  expect(tools).toMatchObject([
    { tool: 'saveLeadFacts', facts: { name: 'Dana Levi' } },
    { tool: 'saveLeadFacts', facts: { need: 'My sink is leaking' } },
    { tool: 'requestCallBack' },
    { tool: 'hangUp' },
  ]);
});

test('in Hebrew', async () => {
  const { said, tools } = await talk('he', 'יש לי נזילה בכיור', 'קוראים לי דנה', 'תודה רבה, להתראות');
  expect(said).toEqual([
    'רשמנו, תודה. איך קוראים לך?',
    'תודה, דנה! הפרטים אצלנו, ומישהו מהצוות יחזור אליך.',
    'בשמחה, להתראות!',
  ]);
  expect(tools.map(({ tool }) => tool)).toEqual(['saveLeadFacts', 'saveLeadFacts', 'requestCallBack', 'hangUp']);
});

test('nobody is told on the phone to write something, nor greeted twice', async () => {
  const { said } = await talk('en', 'Hello', 'Are you a robot?', 'And are you a computer?');
  expect(said.join(' ')).toMatch(/digital assistant, not a person/);
  expect(said.join(' ')).not.toMatch(/write|This is the/i);
});

test('the words come one by one, as a model’s do', async () => {
  const { parts } = await answerTo(assistant, callContext(['Hello']).context);
  expect(parts.map((part) => part.type === 'text' && part.delta)).toEqual(['What ', 'is ', 'your ', 'name?']);
});

test('a tool that fails is a failure, after the words', async () => {
  const performTool = async () => Promise.reject(new Error('no database'));
  const { text, failure } = await answerTo(assistant, callContext(['I am Dana'], { performTool }).context);
  expect(text).not.toBe('');
  expect(failure).toMatchObject({ name: 'AnswerFailed', kind: 'tool-failed' });
});
