// The assistant on the phone without a model: fixed rules, word by word as a model would give them.
import { randomUUID } from 'node:crypto';
import { scriptedCallAnswer } from '../../../domain/assistant/scripted-call.ts';
import type { LastingToolUse } from '../../../domain/calls/tool-use.ts';
import { inTime } from '../../in-time.ts';
import { AnswerFailed, type AnswerPart, type CallAssistant, type CallContext } from './call-assistant.ts';

/** A tool is a note in a database. */
const TOOL_MS = 10_000;

export const scriptedCallAssistant: CallAssistant = {
  answer: (context, signal) =>
    inTime(
      () => parts(context),
      () => ({ ms: TOOL_MS, failure: () => new AnswerFailed('tool-late', `Nothing came for ${TOOL_MS} ms.`) }),
      signal,
    ),
};

async function* parts(context: CallContext): AsyncGenerator<AnswerPart, void> {
  const { text, facts, next } = scriptedCallAnswer({ ...context, known: context.facts });
  for (const delta of text.match(/\S+\s*/g) ?? []) yield { type: 'text', delta };
  if (Object.keys(facts).length > 0) yield* used(context, { id: randomUUID(), tool: 'saveLeadFacts', facts });
  if (next === 'request-call-back') yield* used(context, { id: randomUUID(), tool: 'requestCallBack' });
  if (next === 'hang-up') yield { type: 'tool', use: { id: randomUUID(), tool: 'hangUp' } };
}

/** A tool that is impossible changes nothing of what was said: the team sees the call. */
async function* used(context: CallContext, use: LastingToolUse): AsyncGenerator<AnswerPart, void> {
  yield { type: 'tool', use };
  await context.performTool(use).catch((error: unknown) => {
    throw new AnswerFailed('tool-failed', `${use.tool} failed.`, { cause: error });
  });
}
