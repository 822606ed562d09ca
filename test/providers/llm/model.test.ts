// The model's adapter against a real HTTP server that behaves as an OpenAI-compatible endpoint.
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ContextMessage, ConversationContext } from '../../../src/db/conversations/context.ts';
import type { MessageId } from '../../../src/db/ids.ts';
import { DEFAULT_SETTINGS } from '../../../src/domain/businesses/settings.ts';
import { AssistantFailed } from '../../../src/providers/llm/assistant.ts';
import { createModelAssistant } from '../../../src/providers/llm/model.ts';

/** What the endpoint does with one request: a message of the model's, or an HTTP status, or nothing at all. */
type Turn = { content?: string; tool_calls?: object[] } | { status: number } | 'hang';

const server = fastify({ forceCloseConnections: true });
let turns: Turn[] = [];
let requests: { messages: { role: string; content: unknown }[] }[] = [];

server.post<{ Body: { messages: { role: string; content: unknown }[] } }>(
  '/v1/chat/completions',
  async (request, reply) => {
    requests.push(request.body);
    const turn = turns.shift() ?? 'hang';
    if (turn === 'hang') return new Promise(() => undefined);
    if ('status' in turn) return reply.code(turn.status).send({ error: { message: 'no' } });
    const message = {
      role: 'assistant',
      content: turn.content ?? null,
      ...(turn.tool_calls ? { tool_calls: turn.tool_calls } : {}),
    };
    const finish_reason = turn.tool_calls ? 'tool_calls' : 'stop';
    return {
      id: 'one',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message, finish_reason }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    };
  },
);

beforeAll(() => server.listen({ host: '127.0.0.1', port: 0 }));
afterAll(() => server.close());
beforeEach(() => {
  turns = [];
  requests = [];
});

const assistant = () =>
  createModelAssistant({
    apiKey: 'a key of the test',
    baseUrl: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/v1`,
    name: 'm',
    tryMs: 300,
  });

const said = (author: ContextMessage['author'], text: string, id: string): ContextMessage => ({
  id: id as MessageId,
  author,
  text,
  content: { kind: 'text', text },
  hasFile: false,
  at: new Date(),
  sessionId: null,
  traceId: null,
});

const context = (history: ContextMessage[]): ConversationContext => ({
  business: { name: 'Barak Plumbing', settings: { ...DEFAULT_SETTINGS, prompt: 'A visit costs 250.' } },
  customer: { name: 'Noa', language: 'en', facts: { city: 'Haifa' } },
  earlier: ['Noa asked about a boiler.'],
  history,
});

const greeting = context([said('customer', 'Hi, I am Noa', 'm1')]);
const call = (input: string) => [{ id: 'c1', type: 'function', function: { name: 'note', arguments: input } }];

test('the owner’s prompt, the known facts, earlier talks and the messages reach the model', async () => {
  turns = [{ content: 'Hello Noa!' }];
  expect((await assistant().reply(greeting, Date.now())).text).toBe('Hello Noa!');
  const sent = JSON.stringify(requests[0]?.messages);
  for (const part of ['A visit costs 250.', 'Haifa', 'Noa asked about a boiler.', 'Hi, I am Noa'])
    expect(sent).toContain(part);
});

test('what the model notes about the customer comes with the message that said it', async () => {
  turns = [{ tool_calls: call('{"name":"Noa"}') }, { content: 'Thanks, Noa. What do you need?' }];
  const history = [
    said('customer', 'Hello', 'm0'),
    said('customer', 'I am Noa', 'm1'),
    said('customer', 'and I am in a hurry', 'm2'),
  ];
  const { text, facts } = await assistant().reply(context(history), Date.now());
  expect(text).toBe('Thanks, Noa. What do you need?');
  expect(facts).toEqual([{ field: 'name', value: 'Noa', fromMessageId: 'm1' }]);
});

test.each<[string, Turn]>([
  ['an empty answer', { content: '  ' }],
  ['an answer over 1,500 characters', { content: 'x'.repeat(1_501) }],
  [
    'a tool that does not exist',
    { tool_calls: [{ id: 'c', type: 'function', function: { name: 'transferMoney', arguments: '{}' } }] },
  ],
  ['a tool call with broken input', { tool_calls: call('{"name": ') }],
  ['a refused request', { status: 500 }],
  ['silence', 'hang'],
])('after %s the second try is what the customer gets', async (_what, first) => {
  turns = [first, { content: 'Second thoughts are better.' }, { content: 'Second thoughts are better.' }];
  expect((await assistant().reply(greeting, Date.now())).text).toBe('Second thoughts are better.');
});

test('its last answer again is no answer', async () => {
  turns = [{ content: 'How can I help?' }, { content: 'How can I help?' }];
  const history = [
    said('customer', 'Hi', 'm1'),
    said('assistant', 'How can I help?', 'm2'),
    said('customer', 'Hm', 'm3'),
  ];
  await expect(assistant().reply(context(history), Date.now())).rejects.toThrow(AssistantFailed);
});

test('two failed tries are a failure that says why', async () => {
  turns = [{ content: '' }, 'hang'];
  await expect(assistant().reply(greeting, Date.now())).rejects.toThrow(/^empty, then /);
});

test('a summary that the model cannot give is made without it', async () => {
  turns = [{ status: 500 }, { status: 500 }];
  const { summary } = await assistant().summarize(greeting);
  expect(summary).toBeTruthy();
});
