// What the API answers about phone calls, as this page reads it. All times are ISO 8601 in UTC; ids are opaque.
import type { CallState } from '../../../src/domain/calls/call-facts.ts';
import type { CallResult } from '../../../src/domain/calls/call-result.ts';
import type { AnswerEnd, StageTimes, ToolResult } from '../../../src/domain/calls/turn.ts';

export type { CallResult, StageTimes, ToolResult };

export interface Call {
  id: string;
  /** As the network tells it; '' until somebody told. */
  from: string;
  /** E.164; null for a withheld number, and until it is told. */
  callerPhone: string | null;
  /** Our number. */
  to: string;
  /** Null while nobody knows who calls, and for a withheld number. */
  contact: { id: string; name: string | null; phone: string | null } | null;
  state: CallState;
  /** What became of it; null while it goes on. */
  result: CallResult | null;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  /** Whole seconds; null until it is known. */
  durationS: number | null;
  /** What was talked of; null until it is over, and where nobody spoke. */
  summary: string | null;
  /** A person asked for its end. */
  hangUpRequestedAt: string | null;
  /** Whether the caller was told of a recording, and did not object. */
  recordingConsent: 'none' | 'noticed' | 'refused';
}

export interface WholeCall extends Call {
  /** The caller's written conversation; null when there is none. */
  conversationId: string | null;
  /** In the order in which they were spoken. */
  turns: CallTurn[];
  recordings: Recording[];
}

export interface CallTurn {
  /** From 1. */
  n: number;
  /** '' for the greeting. */
  callerText: string;
  /** What the caller heard of the answer: never more. */
  heardText: string;
  answerEnd: AnswerEnd;
  toolResults: ToolResult[];
  stages: StageTimes;
  startedAt: string;
}

export interface Recording {
  id: string;
  kind: 'call' | 'message';
  state: 'at-provider' | 'stored' | 'absent' | 'lost' | 'expired' | 'removed';
  durationS: number | null;
}
