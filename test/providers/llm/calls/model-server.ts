// A server of the test that streams as an OpenAI-compatible endpoint does, or breaks as one can.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createModelCallAssistant } from '../../../../src/providers/llm/calls/model.ts';
import { httpServer } from '../../whatsapp/local-server.ts';

/** What one request is answered with, piece by piece. */
export type Turn = (
  | { say: string }
  /** `input` is JSON as the model wrote it. */
  | { call: string; input: string; id?: string }
  | { status: number }
  | { finish: 'stop' | 'tool_calls' | 'length' | 'content_filter' }
  /** Nothing more, for ever; or the connection breaks; or the answer ends as if it were whole. */
  | 'hang'
  | 'cut'
  | 'end'
)[];

export type Asked = { messages: { role: string; content: unknown }[]; tools: { function: { name: string } }[] };

/** Patience for tests on a busy machine; what is to be late says how soon. */
const PATIENT = { firstTokenMs: 10_000, stallMs: 10_000, toolMs: 10_000 };

export async function modelServer(turns: Turn[], limits: Partial<typeof PATIENT> = {}) {
  const asked: Asked[] = [];
  let dropped = 0;
  const url = await httpServer(async (request, response) => {
    response.once('close', () => {
      if (!response.writableFinished) dropped += 1;
    });
    await answerAsModel(request, response, (one) => {
      asked.push(one);
      return turns.shift() ?? ['hang'];
    });
  });
  const settings = { apiKey: 'a key of the test', baseUrl: `${url}/v1`, name: 'm' };
  const assistant = createModelCallAssistant(settings, { ...PATIENT, ...limits });
  return { assistant, asked, dropped: () => dropped };
}

/** Answers one request. @param turnFor what with */
export async function answerAsModel(
  request: IncomingMessage,
  response: ServerResponse,
  turnFor: (asked: Asked) => Turn,
): Promise<unknown> {
  request.setEncoding('utf8');
  let body = '';
  for await (const chunk of request) body += chunk;
  const turn = turnFor(JSON.parse(body));
  const status = turn.flatMap((piece) => (typeof piece === 'object' && 'status' in piece ? [piece.status] : []))[0];
  response.writeHead(status ?? 200, { 'content-type': 'text/event-stream' });
  let calls = 0;
  for (const piece of turn) {
    if (piece === 'hang') return once(response, 'close');
    if (piece === 'cut') return response.write(':\n\n', () => response.destroy());
    if (piece === 'end') break;
    if ('say' in piece) response.write(chunk({ content: piece.say }));
    if ('call' in piece) response.write(chunk({ tool_calls: [callOf(piece, calls++)] }));
    if ('finish' in piece) response.write(chunk({}, piece.finish));
  }
  return response.end(status === undefined ? 'data: [DONE]\n\n' : JSON.stringify({ error: { message: 'no' } }));
}

function callOf({ call, input, id }: { call: string; input: string; id?: string }, index: number) {
  return { index, id: id ?? `call_${index}`, type: 'function', function: { name: call, arguments: input } };
}

function chunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'one', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`;
}
