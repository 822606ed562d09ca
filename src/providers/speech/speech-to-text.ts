// Speech to text while somebody speaks. Renewal before a stream's time limit, and what to do after a failure, are planned
// by whoever opens the streams; here a stream is opened, fed and ended.
import type { Language } from '../../domain/conversations/language.ts';
import type { FailureKind } from '../failure-kind.ts';

/** The whole text of the segment that is being recognised, as far as it is known: it replaces the interim one before. */
export interface SpeechResult {
  text: string;
  /** Where in the stream's audio it ends, in ms. */
  endMs: number;
  /** `final`: the segment is over. It says nothing about whether the speaker is. */
  kind: 'interim' | 'final';
}

export type SpeechFailure =
  | FailureKind
  /** The stream was open for as long as streams may be. */
  | 'time-limit'
  /** It got no audio for too long. */
  | 'starved';

export type SpeechEnd =
  /** All results have come. */
  | { kind: 'ended' }
  /** `detail` is for the log: the provider's own words. */
  | { kind: 'failed'; failure: SpeechFailure; detail: string };

export interface SpeechRequest {
  language: Language;
  onResult: (result: SpeechResult) => void;
  /** Called once, never before `open` has returned; no result comes after it. */
  onEnd: (end: SpeechEnd) => void;
}

/** Nothing of it throws, also after its end: then it does nothing. */
export interface SpeechStream {
  /** Mu-law at 8 kHz, of any length. It is sent on in messages of 100 ms. */
  write(mulaw: Uint8Array): void;
  /** Sends what is held back for a whole message: the speaker has paused, and the last words should not wait. */
  flush(): void;
  /** There is no more audio. Results for what came before still come, then `onEnd`. */
  end(): void;
  /** It hears nothing: it is dropped, with `onEnd` telling `ended`, and no further stream uses its connection. */
  abandon(): void;
}

export interface SpeechToText {
  open(request: SpeechRequest): SpeechStream;
  /** Ends the connections, and every stream with them. */
  close(): Promise<void>;
}
