// The model on the phone against a server that streams: words as they come, tools checked before anybody acts on them.
import { expect, test } from 'vitest';
import type { AnswerFailure } from '../../../../src/providers/llm/calls/call-assistant.ts';
import { createModelCallAssistant } from '../../../../src/providers/llm/calls/model.ts';
import { until } from '../../../support/until.ts';
import { deserted } from '../../whatsapp/local-server.ts';
import { answerTo, callContext } from './answers.ts';
import { modelServer, type Turn } from './model-server.ts';

test('words come as the model makes them; it is told the prompt, the language and the talk from the caller’s first words', async () => {
  const { assistant, asked } = await modelServer([[{ say: 'Good ' }, { say: 'morning.' }, { finish: 'stop' }]]);
  const { context } = callContext(['Hi', 'How can we help?', 'My sink leaks'], { language: 'he' });
  const { parts, failure } = await answerTo(assistant, context);
  expect(failure).toBeUndefined();
  expect(parts).toEqual([
    { type: 'text', delta: 'Good ' },
    { type: 'text', delta: 'morning.' },
  ]);
  const [system, ...talk] = asked[0]?.messages ?? [];
  expect(system?.content).toContain('You are the digital assistant of "Barak Plumbing".');
  expect(system?.content).toContain('Speak Hebrew now.');
  expect(talk.map(({ role, content }) => [role, content])).toEqual([
    ['user', 'Hi'],
    ['assistant', 'How can we help?'],
    ['user', 'My sink leaks'],
  ]);
  expect(asked[0]?.tools.map((one) => one.function.name)).toEqual([
    'saveLeadFacts',
    'requestCallBack',
    'sendWhatsapp',
    'hangUp',
  ]);
});

test('a tool is told when it begins, performed once, and its answer given to the model, which goes on speaking', async () => {
  const { assistant, asked } = await modelServer([
    [
      { say: 'One moment. ' },
      { call: 'saveLeadFacts', input: '{"name":" Dana ","need":"a leaking sink"}' },
      { call: 'requestCallBack', input: '{"when":"tomorrow"}' },
      { finish: 'tool_calls' },
    ],
    [{ say: 'Somebody will call you, Dana.' }, { finish: 'stop' }],
  ]);
  const { context, performed } = callContext(['I am Dana, my sink leaks, call me tomorrow']);
  const { text, tools, failure } = await answerTo(assistant, context);
  expect(failure).toBeUndefined();
  expect(text).toBe('One moment. Somebody will call you, Dana.');
  expect(performed).toMatchObject([
    { tool: 'saveLeadFacts', facts: { name: 'Dana', need: 'a leaking sink' } },
    { tool: 'requestCallBack', when: 'tomorrow' },
  ]);
  expect(tools).toEqual(performed);
  expect(asked[1]?.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual([
    'accepted',
    'accepted',
  ]);
});

test('two tools have different ids, whatever ids the model gives', async () => {
  const call = { call: 'saveLeadFacts', input: '{"city":"Haifa"}', id: 'call_0' };
  const { assistant } = await modelServer([
    [call, { finish: 'tool_calls' }],
    [call, { finish: 'tool_calls' }],
    [{ say: 'Noted.' }, { finish: 'stop' }],
  ]);
  const { context, performed } = callContext(['Haifa']);
  await answerTo(assistant, context);
  expect(new Set(performed.map(({ id }) => id)).size).toBe(2);
});

test('a hang-up is told, performed by nobody, and the last thing', async () => {
  const { assistant, asked } = await modelServer([
    [{ say: 'Goodbye!' }, { call: 'hangUp', input: '{}' }, { finish: 'tool_calls' }],
  ]);
  const { context, performed } = callContext(['Bye']);
  const { text, tools, failure } = await answerTo(assistant, context);
  expect([failure, text, tools.map(({ tool }) => tool), performed]).toEqual([undefined, 'Goodbye!', ['hangUp'], []]);
  expect(asked).toHaveLength(1);
});

test.each<[string, Turn]>([
  ['does not exist', [{ call: 'transferMoney', input: '{}' }, { finish: 'tool_calls' }]],
  ['has a wrong input', [{ call: 'sendWhatsapp', input: '{"text":""}' }, { finish: 'tool_calls' }]],
  ['has no JSON', [{ call: 'requestCallBack', input: '{"when": ' }, { finish: 'tool_calls' }]],
  ['notes nothing', [{ call: 'saveLeadFacts', input: '{}' }, { finish: 'tool_calls' }]],
])('a tool that %s reaches nobody, and the model may do better', async (_what, broken) => {
  const { assistant } = await modelServer([broken, [{ say: 'Sorry.' }, { finish: 'stop' }]]);
  const { context, performed } = callContext(['Hi']);
  const { text, tools, failure } = await answerTo(assistant, context);
  expect([text, tools, performed, failure]).toEqual(['Sorry.', [], [], undefined]);
});

const broken: Turn = [{ call: 'transferMoney', input: '{}' }, { finish: 'tool_calls' }];

/** What is provoked need not be waited for. */
const SOON: Partial<Record<AnswerFailure, object>> = {
  'first-token-late': { firstTokenMs: 300 },
  stalled: { stallMs: 300 },
  'tool-late': { toolMs: 300 },
};

test.each<[string, AnswerFailure, string, ...Turn[]]>([
  ['a wrong key', 'unauthorized', '', [{ status: 401 }]],
  ['too many requests', 'over-quota', '', [{ status: 429 }]],
  ['a refused request', 'refused', '', [{ status: 400 }]],
  ['an error of the server', 'unavailable', '', [{ status: 500 }]],
  ['a connection that breaks before a word', 'unavailable', '', ['cut']],
  ['silence', 'first-token-late', '', ['hang']],
  ['silence in the middle', 'stalled', 'Well, ', [{ say: 'Well, ' }, 'hang']],
  ['a connection that breaks in the middle', 'cut-short', 'Well, ', [{ say: 'Well, ' }, 'cut']],
  ['an answer without an end', 'cut-short', 'Well, ', [{ say: 'Well, ' }, 'end']],
  ['an answer that was too long', 'cut-short', 'Well, ', [{ say: 'Well, ' }, { finish: 'length' }]],
  ['an answer that was withheld', 'refused', 'Well, ', [{ say: 'Well, ' }, { finish: 'content_filter' }]],
  ['no words', 'empty', ' ', [{ say: ' ' }, { finish: 'stop' }]],
  [
    'a tool call as text',
    'broken-tool-call',
    '<tool_',
    [{ say: '<tool_' }, { say: 'call>{"name"' }, { finish: 'stop' }],
  ],
  ['nothing but broken tools', 'broken-tool-call', '', broken, broken, broken, broken],
])('%s is told as %s, after what was said', async (_what, kind, said, ...turns) => {
  const { assistant } = await modelServer(turns, SOON[kind]);
  const { text, failure } = await answerTo(assistant, callContext(['Hi']).context);
  expect(failure).toMatchObject({ name: 'AnswerFailed', kind });
  expect(text).toBe(said);
});

test('silence after a tool’s answer, a tool without an answer and one that fails are told apart', async () => {
  const call: Turn = [{ call: 'sendWhatsapp', input: '{"text":"Our address"}' }, { finish: 'tool_calls' }];
  const failureOf = async (kind: AnswerFailure, performTool: () => Promise<'accepted'>) => {
    const { assistant } = await modelServer([call, ['hang']], SOON[kind]);
    return (await answerTo(assistant, callContext(['Hi'], { performTool }).context)).failure;
  };
  expect(await failureOf('first-token-late', async () => 'accepted')).toMatchObject({ kind: 'first-token-late' });
  expect(await failureOf('tool-late', () => new Promise(() => undefined))).toMatchObject({ kind: 'tool-late' });
  const failing = async () => Promise.reject(new Error('no database'));
  expect(await failureOf('tool-failed', failing)).toMatchObject({ kind: 'tool-failed' });
});

test('nobody at the address is an outage', async () => {
  const assistant = createModelCallAssistant({ apiKey: 'k', baseUrl: `${await deserted()}/v1`, name: 'm' });
  const { failure } = await answerTo(assistant, callContext(['Hi']).context);
  expect(failure).toMatchObject({ kind: 'unavailable' });
});

test('an abort stops the model and is no failure', async () => {
  const { assistant, dropped } = await modelServer([[{ say: 'Well, ' }, 'hang']]);
  const abort = new AbortController();
  const heard: string[] = [];
  for await (const part of assistant.answer(callContext(['Hi']).context, abort.signal)) {
    if (part.type === 'text') heard.push(part.delta);
    abort.abort();
  }
  expect(heard).toEqual(['Well, ']);
  await until('the request to be dropped', async () => dropped() === 1);
});
