// What talks in a call, and what it talks through. Audio is mu-law at 8 kHz, one byte a sample, 8 bytes a ms.
import type { BusinessId, CallId } from '../db/ids.ts';

/** The call a session is opened for. */
export interface AnsweredCall {
  businessId: BusinessId;
  callId: CallId;
  callSid: string;
  language: 'he' | 'en';
  /** What the assistant is told; null when it was not made ready in time. */
  prompt: string | null;
  traceId: string;
}

/** The way to the caller's ear. After the stream's end it does nothing. */
export interface CallLine {
  /** Queued behind what was sent before; of any length. Its memory is the caller's again when this returns. */
  play(audio: Uint8Array): void;
  /** Comes back by `onMark` when all before it was played, or thrown away by `clear`. */
  mark(name: string): void;
  /** Throws away what was not played yet; its marks come back all the same. */
  clear(): void;
  /** Ends the stream, and with it the call. What follows is written down before the socket is closed. */
  hangUp(): Promise<void>;
  /** Ends the stream as `hangUp` does; the caller is asked for a message after the tone. */
  takeMessage(): Promise<void>;
}

export interface CallSession {
  /** The caller's audio, in order, as it came; where some was lost there is silence. */
  onAudio(audio: Uint8Array): void;
  onMark(name: string): void;
  /** A key: 0 to 9, `*`, `#`, A to D. */
  onDtmf(digit: string): void;
  /** The stream is over, whoever ended it; nothing comes after this. */
  onStop(): void;
}

export type OpenSession = (call: AnsweredCall, line: CallLine) => CallSession;
