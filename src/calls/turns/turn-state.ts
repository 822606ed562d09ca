// The words of turn-taking: what can be the case in a call, what can happen, and what is to be done about it.
import type { Said, WordEnd } from '../../domain/calls/speech.ts';
import type { Language } from '../../domain/conversations/language.ts';
import type { Ledger } from './ledger.ts';

/** Fixed sentences; the edge has their audio ready in each language. */
export type Line =
  | 'greeting'
  | 'one-moment'
  | 'still-working'
  | 'are-you-there'
  | 'still-there'
  | 'did-not-catch'
  | 'cannot-hear-you'
  | 'apology'
  | 'goodbye'
  | 'silence-goodbye'
  | 'time-is-up'
  | 'technical-goodbye'
  /** Which key does what. */
  | 'menu'
  | 'call-back-noted';

export type EndReason =
  | 'assistant'
  | 'caller-silent'
  | 'maximum-duration'
  | 'line-dead'
  | 'failed'
  /** We cannot be heard: our own voice is not to be had. */
  | 'voiceless'
  /** The caller wants to leave a message, by key, or has to: they cannot be called back. */
  | 'leaves-message'
  /** The caller hung up, or the stream ended for another reason outside. */
  | 'stopped';

/** What the answer is waiting for. */
export type Awaited = 'first-token' | 'token' | 'tool' | 'nothing';

/** One of our turns: an answer of the model, or a line. */
export type Reply = {
  /** The model's answer by number; undefined for a line alone. */
  number: number | undefined;
  awaits: Awaited;
  awaitsSince: number;
  /** Whether there is more than fillers: a sentence of the model, or the line that is the turn. */
  isAnswered: boolean;
  /** Sentences asked for whose audio is not complete. */
  unvoiced: readonly number[];
  /** What comes after it. Whatever ends the call is heard to its end: nobody interrupts a goodbye. */
  afterwards: 'listen' | EndReason;
  /** Since when nothing of us is heard, by estimate: in the future while audio plays. */
  quietSince: number;
  fillers: number;
  falseAlarms: number;
  /** Whether its audio was sent again because marks were lost. */
  wasResent: boolean;
  /** Since when the caller's voice has been in it and not been found to be noise. */
  voiceSince: number | undefined;
  /** Words that only said that the caller listens. What follows them soon makes them part of a sentence. */
  aside: { text: string; at: number } | undefined;
  /** Whether there was a voice at all since it began. */
  heardVoice: boolean;
};

export type Phase =
  /** The caller's turn, and nobody speaks. */
  | { type: 'listening'; since: number }
  /** The caller speaks or has spoken. `silentSince`: where the silence began that a noise does not end. */
  | { type: 'hearing'; since: number; silentSince: number; text: string; changedAt: number }
  | { type: 'answering'; reply: Reply }
  /** We were stopped by a voice and wait to see whether it meant us. */
  | { type: 'interrupted'; reply: Reply; decideBy: number; saidNothing: boolean }
  | { type: 'over'; reason: EndReason };

/** All times in ms on one clock. */
export type TurnState = {
  phase: Phase;
  language: Language;
  /** Nothing is understood but keys. */
  byKeys: boolean;
  /** The conversation as both know it: of us, only what was heard. */
  history: readonly Said[];
  ledger: Ledger;
  voice: { isOn: boolean; since: number; lasts: boolean };
  lastFrameAt: number;
  saidCannotHear: boolean;
  endsBy: number;
  /** How often a silent caller was asked. */
  asks: number;
  /** How often in a row there was a voice without words. */
  deafTimes: number;
  /** How often in a row an answer failed. */
  failures: number;
  replies: number;
  sentences: number;
};

export type TurnEvent = { at: number } & (
  | { type: 'started' }
  /** Audio of the caller came. One event a second is enough: the watchdog waits for five. */
  | { type: 'frame' }
  /** `since`: when it really began or ended, which is known a little later. */
  | { type: 'voice-began'; since: number }
  | { type: 'voice-ended'; since: number }
  /** The voice that is on has lasted: it is no cough. */
  | { type: 'voice-lasts' }
  /** All words of the caller since the last `take-words`, the unfinished ones included. */
  | { type: 'words'; text: string }
  /** The same, when they end with what was typed: that is never a noise. */
  | { type: 'typed'; text: string }
  | { type: 'key'; digit: string }
  /** The answer to `request-call-back`: whether the caller will be called back. */
  | { type: 'call-back'; isNoted: boolean }
  /** No recognition is to be had any more. */
  | { type: 'recognition-lost' }
  | { type: 'token'; reply: number }
  | { type: 'sentence'; reply: number; text: string }
  | { type: 'tool-began'; reply: number }
  /** The model wants the call to end when this answer was heard. */
  | { type: 'hang-up-wanted'; reply: number }
  | { type: 'reply-done'; reply: number }
  | { type: 'reply-failed'; reply: number }
  | { type: 'audio'; sentence: number; text: string; ms: number; words?: readonly WordEnd[] }
  | { type: 'audio-done'; sentence: number }
  | { type: 'voice-failed'; sentence: number }
  | { type: 'mark-sent'; name: string; playsUntil: number }
  | { type: 'mark-returned'; name: string }
  | { type: 'stopped' }
  /** Time has passed; at the latest when `nextDeadline` says so. */
  | { type: 'tick' }
);

/** What a watchdog found late or missing; for logs and figures. */
export type Trouble =
  | 'first-token-late'
  | 'token-late'
  | 'tool-late'
  | 'voice-late'
  | 'reply-failed'
  | 'mark-lost'
  | 'playback-stuck'
  | 'stt-silent'
  | 'no-audio'
  | 'maximum-duration';

export type TurnEffect =
  /** A turn of ours begins, under this generation: audio of older ones is forgotten. */
  | { type: 'begin'; generation: number }
  /** The turn's audio goes out again from this position on, under this generation. */
  | { type: 'resume'; generation: number; fromMs: number }
  /** Twilio's buffer is emptied and nothing more goes out until the next `begin` or `resume`. Audio is kept from the heard place on. */
  | { type: 'clear' }
  | { type: 'say'; sentence: number; line: Line; language: Language }
  /** Text to speech for a sentence of the model. */
  | { type: 'voice'; sentence: number; text: string; language: Language }
  /** The voice of this sentence stalled in its middle: whatever else comes of it is not wanted. */
  | { type: 'drop-sentence'; sentence: number }
  /** An answer to the history is to be thought of. */
  | { type: 'think'; reply: number }
  /** Whatever is still being thought of or voiced is not wanted any more. */
  | { type: 'cancel' }
  /** The caller's words so far belong to the past; their audio is flushed. */
  | { type: 'take-words' }
  | { type: 'flush-stt' }
  | { type: 'restart-stt' }
  /** From now on nobody listens but for keys. */
  | { type: 'fall-back-to-keys' }
  /** The caller asked for it by key; nothing is promised before it is noted. */
  | { type: 'request-call-back' }
  | { type: 'switch-language'; language: Language }
  | { type: 'report'; trouble: Trouble }
  | { type: 'hang-up'; reason: EndReason };

export type Step = readonly [TurnState, readonly TurnEffect[]];
