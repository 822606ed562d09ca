// What the assistant answers: the model's words as they come, cut into sentences that can be spoken.
import { createSentenceSplitter } from '../../domain/calls/sentence-splitter.ts';
import { spokenWords } from '../../domain/calls/spoken-words.ts';
import type { CallAssistant, CallContext } from '../../providers/llm/calls/call-assistant.ts';

export interface MindEvents {
  /** The model is at work. */
  onToken(reply: number): void;
  onSentence(reply: number, text: string): void;
  onTool(reply: number): void;
  /** The call is to end when this answer was heard. */
  onHangUp(reply: number): void;
  onDone(reply: number): void;
  onFailed(reply: number, error: unknown): void;
}

export function createMind(assistant: CallAssistant, events: MindEvents) {
  let stop = new AbortController();

  async function read(reply: number, context: CallContext, signal: AbortSignal): Promise<void> {
    const splitter = createSentenceSplitter();
    const say = (sentences: readonly string[]): void => {
      for (const sentence of sentences) {
        const spoken = spokenWords(sentence, context.language);
        if (spoken !== '') events.onSentence(reply, spoken);
      }
    };
    for await (const part of assistant.answer(context, signal)) {
      if (part.type === 'text') {
        events.onToken(reply);
        say(splitter.push(part.delta));
        continue;
      }
      // What was said before a tool is a sentence, whatever it ends with.
      say(splitter.end());
      if (part.use.tool === 'hangUp') events.onHangUp(reply);
      else events.onTool(reply);
    }
    say(splitter.end());
  }

  return {
    /** Answers; what an answer before it still had to say is not wanted. @param context what it is answered from, when that is known */
    async think(reply: number, context: Promise<CallContext>): Promise<void> {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      try {
        await read(reply, await context, signal);
        if (!signal.aborted) events.onDone(reply);
      } catch (error) {
        if (!signal.aborted) events.onFailed(reply, error);
      }
    },

    cancel: () => stop.abort(),
  };
}
