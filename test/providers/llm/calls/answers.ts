// A caller who has something to say, and all that the assistant answers.

import type { ToolAnswer, ToolUse } from '../../../../src/domain/calls/tool-use.ts';
import type { AnswerPart, CallAssistant, CallContext } from '../../../../src/providers/llm/calls/call-assistant.ts';

export const NEVER = new AbortController().signal;

/** @param said the caller's and our words in turn, beginning with the caller's after a greeting */
export function callContext(said: string[], more: Partial<CallContext> = {}) {
  const performed: ToolUse[] = [];
  const context: CallContext = {
    businessName: 'Barak Plumbing',
    prompt: 'You are the digital assistant of "Barak Plumbing".',
    language: 'en',
    facts: {},
    openNow: true,
    history: ['Hello, this is the assistant of Barak Plumbing.', ...said].map((text, index) => ({
      speaker: index % 2 === 0 ? 'assistant' : 'caller',
      text,
    })),
    performTool: async (use): Promise<ToolAnswer> => {
      performed.push(use);
      return 'accepted';
    },
    ...more,
  };
  return { context, performed };
}

/** Reads to the end. What came before a failure is in `parts`. */
export async function answerTo(assistant: CallAssistant, context: CallContext, signal = NEVER) {
  const parts: AnswerPart[] = [];
  let failure: unknown;
  try {
    for await (const part of assistant.answer(context, signal)) parts.push(part);
  } catch (error) {
    failure = error;
  }
  return {
    parts,
    failure,
    text: parts.map((part) => (part.type === 'text' ? part.delta : '')).join(''),
    tools: parts.flatMap((part) => (part.type === 'tool' ? [part.use] : [])),
  };
}
