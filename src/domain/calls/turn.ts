// One turn of a call: what the caller said, what they heard of the answer, and where the time went.

/** A tool the assistant used in the turn, and how it ended. */
export interface ToolResult {
  /** The model's own id of the use; side effects are keyed by it. */
  toolCallId: string;
  tool: string;
  outcome: 'done' | 'failed';
}

/** Where a turn's time went, each in ms; what did not happen is null. */
export interface StageTimes {
  /** From the caller's last sound to the decision that they have finished. */
  endpointing: number | null;
  /** From that decision to the last word of the transcript. */
  transcript: number | null;
  /** From asking the model to its first token. */
  firstToken: number | null;
  /** From asking for speech to its first audio. */
  firstAudio: number | null;
}

/** `interrupted`: the caller spoke, or the call ended, before all of it was heard. */
export type AnswerEnd = 'finished' | 'interrupted';

export interface Turn {
  /** From 1. */
  n: number;
  callerText: string;
  heardText: string;
  answerEnd: AnswerEnd;
  toolResults: ToolResult[];
  stages: StageTimes;
  startedAt: Date;
}
