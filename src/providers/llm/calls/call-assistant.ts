// The assistant on the phone: what it is asked, what it answers with, how it fails.
import type { KnownFacts } from '../../../domain/assistant/facts-in-history.ts';
import type { Said } from '../../../domain/calls/speech.ts';
import type { LastingToolUse, ToolAnswer, ToolUse } from '../../../domain/calls/tool-use.ts';
import type { Language } from '../../../domain/conversations/language.ts';
import type { FailureKind } from '../../failure-kind.ts';

export interface CallContext {
  businessName: string;
  /** What holds for the whole call: `callPrompt`, made before it. */
  prompt: string;
  /** What the caller speaks now. */
  language: Language;
  /** What was known of the caller before the call. */
  facts: KnownFacts;
  openNow: boolean;
  /** When people are back, in this language, when they are not there now. */
  nextOpeningSentence?: string;
  /** Oldest first, from the greeting on; of us only what was heard. Its end is answered. */
  history: readonly Said[];
  /**
   * Does what a tool is for. `hangUp` is up to whoever leads the call.
   * A rejection ends the answer as `tool-failed`.
   */
  performTool: (use: LastingToolUse) => Promise<ToolAnswer>;
}

/** A piece of what is said; or a tool that is being used, told before it has an answer. */
export type AnswerPart = { type: 'text'; delta: string } | { type: 'tool'; use: ToolUse };

export type AnswerFailure =
  | FailureKind
  /** Nothing was said within `firstTokenMs`, or not after a tool's answer. */
  | 'first-token-late'
  /** It stopped in the middle for `stallMs`. */
  | 'stalled'
  /** A tool had no answer within `toolMs`. */
  | 'tool-late'
  | 'tool-failed'
  /** It ended in the middle. */
  | 'cut-short'
  /** It ended without a word, and without hanging up. */
  | 'empty'
  /** All it gave was a tool that does not exist or one with wrong input, or it wrote a tool call as text. */
  | 'broken-tool-call';

/** There is no answer, or no more of it. The message is for the log: it may hold the provider's own words. */
export class AnswerFailed extends Error {
  override name = 'AnswerFailed';
  readonly kind: AnswerFailure;

  constructor(kind: AnswerFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface CallAssistant {
  /**
   * Answers the caller's last words, piece by piece.
   * @param signal aborted: the model is stopped, and the answer ends quietly
   * @throws AnswerFailed while it is read
   */
  answer(context: CallContext, signal: AbortSignal): AsyncIterable<AnswerPart>;
}
