// A language model on the phone, behind any OpenAI-compatible endpoint: its answer as it is made.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  type FinishReason,
  hasToolCall,
  type LanguageModel,
  type ModelMessage,
  stepCountIs,
  streamText,
  type TextStreamPart,
} from 'ai';
import { holdsToolCall } from '../../../domain/assistant/reply-check.ts';
import type { Said } from '../../../domain/calls/speech.ts';
import { failureOfHttp } from '../../failure-kind.ts';
import { inTime, type Wait } from '../../in-time.ts';
import { AnswerFailed, type AnswerPart, type CallAssistant, type CallContext } from './call-assistant.ts';
import { type CallTools, callTools } from './tools.ts';

export interface CallModelSettings {
  apiKey: string;
  /** Up to and including `/v1`. */
  baseUrl: string;
  name: string;
}

/** In ms. The caller hears fillers meanwhile; these are for a model that will not come any more. */
const LIMITS = { firstTokenMs: 10_000, stallMs: 6_000, toolMs: 10_000 };
/** A tool needs a second step for its words; facts and a call-back may come one after the other. */
const STEPS = 4;
/** What was said earlier is in the facts. */
const TURNS_SHOWN = 40;

/** Characters in which a tool call that is written as text shows. Read out, it would be gibberish. */
const LONGEST_MARK = 200;

const LANGUAGE_NAMES = { he: 'Hebrew', en: 'English' } as const;

/** @param limits tests have less patience */
export function createModelCallAssistant(settings: CallModelSettings, limits = LIMITS): CallAssistant {
  const provider = createOpenAICompatible({ name: 'model', apiKey: settings.apiKey, baseURL: settings.baseUrl });
  const model = provider(settings.name);

  async function* answer(context: CallContext, signal: AbortSignal): AsyncGenerator<AnswerPart, void> {
    const signs = inTime(
      (stop) => signsOf(model, context, stop),
      (last) => waitAfter(last, limits),
      signal,
    );
    for await (const sign of signs) {
      if (sign.type === 'text' || sign.type === 'tool') yield sign;
    }
  }

  return { answer };
}

/** What the model gives, and what else shows that it is at work. */
type Sign = AnswerPart | { type: 'alive' } | { type: 'tool-answered' };

function waitAfter(last: Sign | undefined, { firstTokenMs, stallMs, toolMs }: typeof LIMITS): Wait {
  if (last === undefined || last.type === 'tool-answered') {
    return { ms: firstTokenMs, failure: () => late('first-token-late', firstTokenMs) };
  }
  if (last.type === 'tool') return { ms: toolMs, failure: () => late('tool-late', toolMs) };
  return { ms: stallMs, failure: () => late('stalled', stallMs) };
}

const late = (kind: 'first-token-late' | 'stalled' | 'tool-late', ms: number) =>
  new AnswerFailed(kind, `Nothing came for ${ms} ms.`);

/** The model's stream and the tools' beginnings in one; fails with AnswerFailed. */
function signsOf(model: LanguageModel, context: CallContext, signal: AbortSignal): ReadableStream<Sign> {
  return new ReadableStream<Sign>({
    async start(controller) {
      const tell = (sign: Sign): void => {
        if (!signal.aborted) controller.enqueue(sign);
      };
      const tools = callTools(async (use) => {
        tell({ type: 'tool', use });
        return use.tool === 'hangUp' ? 'accepted' : context.performTool(use);
      });
      const { fullStream } = streamText({
        model,
        system: `${context.prompt}\n\nYou have greeted the caller. Speak ${LANGUAGE_NAMES[context.language]} now.`,
        messages: messagesOf(context.history),
        tools,
        // After a goodbye nothing is to be said.
        stopWhen: [stepCountIs(STEPS), hasToolCall('hangUp')],
        maxRetries: 0,
        abortSignal: signal,
        // Errors come as parts of the stream; the library would print them as well.
        onError: () => undefined,
      });
      await read(fullStream, tell);
      if (!signal.aborted) controller.close();
    },
  });
}

/** What came so far, for judging the end. */
type Given = { words: boolean; hangUp: boolean; brokenCall: boolean; lastWords: string };

/** @throws AnswerFailed */
async function read(parts: AsyncIterable<TextStreamPart<CallTools>>, tell: (sign: Sign) => void): Promise<void> {
  const given: Given = { words: false, hangUp: false, brokenCall: false, lastWords: '' };
  try {
    for await (const part of parts) readPart(part, given, tell);
  } catch (error) {
    // A connection that breaks is thrown; what a server says comes as a part.
    throw error instanceof AnswerFailed ? error : failed(error, given.words);
  }
}

function readPart(part: TextStreamPart<CallTools>, given: Given, tell: (sign: Sign) => void): void {
  switch (part.type) {
    case 'text-delta':
      given.words ||= part.text.trim() !== '';
      given.lastWords = (given.lastWords + part.text).slice(-LONGEST_MARK);
      if (holdsToolCall(given.lastWords)) throw new AnswerFailed('broken-tool-call', 'A tool call came as text.');
      tell({ type: 'text', delta: part.text });
      break;
    case 'tool-call':
      if (part.invalid) given.brokenCall = true;
      else given.hangUp ||= part.toolName === 'hangUp';
      break;
    case 'tool-input-delta':
      tell({ type: 'alive' });
      break;
    case 'tool-result':
      tell({ type: 'tool-answered' });
      break;
    case 'tool-error':
      // A call that was wrong in itself: the model is told so, and may do better in its next step.
      if (!part.dynamic) throw new AnswerFailed('tool-failed', `${part.toolName} failed.`, { cause: part.error });
      tell({ type: 'tool-answered' });
      break;
    case 'error':
      throw failed(part.error, given.words);
    case 'finish':
      judge(part.finishReason, given);
  }
}

function judge(reason: FinishReason, given: Given): void {
  if (reason === 'content-filter') throw new AnswerFailed('refused', 'The model server withheld the answer.');
  if (reason === 'length') throw new AnswerFailed('cut-short', 'The answer was too long for the model.');
  if (given.words || given.hangUp) return;
  if (given.brokenCall)
    throw new AnswerFailed('broken-tool-call', 'The model called a tool in a way that it is not made for.');
  throw new AnswerFailed('empty', 'The model said nothing.');
}

function failed(error: unknown, hasBegun: boolean): AnswerFailed {
  const message = error instanceof Error ? error.message : JSON.stringify(error);
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 400) {
    return new AnswerFailed(failureOfHttp(error.statusCode), `HTTP ${error.statusCode}: ${message}`, { cause: error });
  }
  return new AnswerFailed(hasBegun ? 'cut-short' : 'unavailable', message, { cause: error });
}

/** Some models want the caller's words first: that they were greeted is told beside. */
function messagesOf(history: readonly Said[]): ModelMessage[] {
  const shown = history.slice(-TURNS_SHOWN);
  const from = Math.max(
    0,
    shown.findIndex(({ speaker }) => speaker === 'caller'),
  );
  return shown
    .slice(from)
    .map(({ speaker, text }) => ({ role: speaker === 'caller' ? 'user' : 'assistant', content: text }));
}
