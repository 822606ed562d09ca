// A call summed up by a model over the wire, and by rules where the model does not.
import { expect, test } from 'vitest';
import type { TalkedCall } from '../../../../src/domain/calls/call-summary.ts';
import { createCallSummarizer } from '../../../../src/providers/llm/calls/summarizer.ts';
import { httpServer } from '../../whatsapp/local-server.ts';

const CALL: TalkedCall = {
  businessName: 'Taps',
  language: 'he',
  turns: [
    { callerText: '', heardText: 'Hello' },
    { callerText: 'Dana here, a tap in Haifa', heardText: 'Thank you' },
  ],
  known: { name: 'Dana' },
  wantsCallBack: false,
};
const BY_RULE = { summary: 'שיחה מאת Dana: נאמר “Dana here, a tap in Haifa”.', facts: [] };

const SILENT = { warn: () => undefined };

/** Asks a server that answers so. @returns the summary, and what was asked */
async function summedUp(answer: { status?: number; content?: string; never?: true }) {
  const asked: { messages: { role: string; content: unknown }[] }[] = [];
  const url = await httpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    asked.push(JSON.parse(body));
    if (answer.never) return undefined;
    const message = { role: 'assistant', content: answer.content ?? '' };
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    return response.end(
      JSON.stringify({
        id: 'one',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
      }),
    );
  });
  const summarizer = createCallSummarizer({
    apiKey: 'a key of the test',
    baseUrl: `${url}/v1`,
    name: 'm',
    tryMs: 2_000,
  });
  const summary = await summarizer.summarize(CALL, SILENT);
  return { summary, asked };
}

test('the model reads what was said and heard, and answers with a summary and facts', async () => {
  const facts = [{ field: 'city', value: 'Haifa', confidence: 0.9 }];
  const { summary, asked } = await summedUp({ content: JSON.stringify({ summary: 'Dana wants a tap.', facts }) });
  expect(summary).toEqual({ summary: 'Dana wants a tap.', facts });
  const [system, talk] = asked[0]?.messages ?? [];
  expect(JSON.stringify(system)).toContain('in Hebrew');
  expect(JSON.stringify(talk)).toContain(
    'assistant: Hello\\\\ncaller: Dana here, a tap in Haifa\\\\nassistant: Thank you'.replaceAll('\\\\', '\\'),
  );
});

test.each([
  ['is away', { status: 503 }],
  ['writes no JSON', { content: 'Dana wants a tap.' }],
  ['is sure beyond measure', { content: '{"summary":"x","facts":[{"field":"city","value":"Haifa","confidence":7}]}' }],
  [
    'knows fields of its own',
    { content: '{"summary":"x","facts":[{"field":"shoe size","value":"40","confidence":1}]}' },
  ],
  ['never answers', { never: true }],
] as const)('rules sum up when the model %s', async (_trouble, answer) => {
  expect((await summedUp(answer)).summary).toEqual(BY_RULE);
});

test('without a model rules sum up', async () => {
  expect(await createCallSummarizer(undefined).summarize(CALL, SILENT)).toEqual(BY_RULE);
});
