// Speech to text of what was recorded: nobody waits, so whole pieces are sent and each is answered at once.
import type { SpokenLine } from '../../domain/calls/recorded-transcript.ts';
import type { Language } from '../../domain/conversations/language.ts';
import type { FailureKind } from '../failure-kind.ts';

/** There is no transcript. The message is for the log: it may hold the provider's own words. */
export class TranscriptFailed extends Error {
  override name = 'TranscriptFailed';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface RecordedSpeech {
  /**
   * What one voice says, in its order.
   * @param mulaw at 8 kHz, of any length
   * @throws TranscriptFailed
   */
  transcribe(mulaw: Uint8Array, language: Language): Promise<SpokenLine[]>;
  /** Ends its connection. */
  close(): Promise<void>;
}
