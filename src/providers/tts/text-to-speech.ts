// Text to speech for the telephone, a sentence at a time.
import type { WordEnd } from '../../domain/calls/speech.ts';
import type { Language } from '../../domain/conversations/language.ts';
import type { FailureKind } from '../failure-kind.ts';
import type { Wait } from '../in-time.ts';

export interface SpokenAudio {
  /** Mu-law at 8 kHz, one byte a sample, of any length: what follows joins it without a gap. */
  mulaw: Uint8Array;
  /** All words of the sentence, where the service tells them. */
  words?: readonly WordEnd[];
}

/** `voice`: its name with the provider. */
export interface Voice {
  language: Language;
  voice: string;
}

export type VoiceFailure =
  | FailureKind
  /** Nothing was heard within `FIRST_BYTE_MS`. */
  | 'first-byte-late'
  /** Nothing more was heard within `STALL_MS`, and the sentence is not over. */
  | 'stalled'
  /** It ended before the sentence did. */
  | 'cut-short'
  /** What came is no audio that we can play, or there was none. */
  | 'not-audio';

/** The sentence was not spoken, or not to its end. The message is for the log: it may hold the provider's own words. */
export class VoiceFailed extends Error {
  override name = 'VoiceFailed';
  readonly kind: VoiceFailure;

  constructor(kind: VoiceFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface TextToSpeech {
  /**
   * Audio as it is made. Text without markup.
   * @param signal aborted: the request is dropped, and what was asked for ends quietly
   * @throws VoiceFailed while it is read
   */
  speak(text: string, voice: Voice, signal: AbortSignal): AsyncIterable<SpokenAudio>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** The caller has heard a filler or two by then; a voice that is still silent will not be worth waiting for. */
const FIRST_BYTE_MS = 6_000;
/** Speech is made several times faster than it is heard. */
const STALL_MS = 3_000;

/** In ms. Tests have less patience. */
export const VOICE_LIMITS = { firstByteMs: FIRST_BYTE_MS, stallMs: STALL_MS };

export type VoiceLimits = typeof VOICE_LIMITS;

/** The deadline of what follows `last`. */
export function voiceWait(last: SpokenAudio | undefined, { firstByteMs, stallMs }: VoiceLimits): Wait {
  return last === undefined
    ? { ms: firstByteMs, failure: () => new VoiceFailed('first-byte-late', `Nothing was heard for ${firstByteMs} ms.`) }
    : { ms: stallMs, failure: () => new VoiceFailed('stalled', `Nothing more was heard for ${stallMs} ms.`) };
}
