// What the system may ask of one WhatsApp number, whoever provides it, and every way the asking can end.

/** Where a message goes. A phone is E.164 with its `+`; a BSUID (`IL.123…`) stands for a customer who hides the phone. */
type WhatsappAddress = { kind: 'phone' | 'bsuid'; value: string };

export type OutgoingWhatsapp = {
  /** Our row's id. It travels with the message and comes back in every status, also when the answer to `send` was lost. */
  outboundMessageId: string;
  to: WhatsappAddress;
  /** At most 4,096 characters, which is WhatsApp's own limit. */
  text: string;
  /** The provider's id of the message this one quotes. */
  replyTo?: string;
};

export type WhatsappMedia = { mimeType: string; bytes: Buffer };

export type WhatsappNumber = { displayPhoneNumber: string; verifiedName: string };

export type WhatsappProvider = {
  /**
   * Hands one text over. Returning means accepted, not delivered: ticks and most failures come later as statuses.
   * @param attempt 1 for the first try; paces the waits that the provider wants to grow
   * @throws WhatsappSendError whose `verdict` says what may be done next
   */
  send(message: OutgoingWhatsapp, attempt: number): Promise<{ providerMessageId: string }>;
  /**
   * Fetches what a customer attached. Safe to repeat.
   * @throws WhatsappLookupError
   */
  downloadMedia(mediaId: string): Promise<WhatsappMedia>;
  /**
   * Asks who we are: proves that number and credentials fit together before they are saved.
   * @throws WhatsappLookupError
   */
  describeNumber(): Promise<WhatsappNumber>;
};

/** What a provider's refusal allows, from the error code alone. Waits are in ms. */
export type WhatsappRefusal =
  /** Refused for now, for this message. */
  | { kind: 'retry'; afterMs: number }
  /** The whole number must wait. `quality` means recipients reported spam: a person has to know. */
  | { kind: 'wait-number'; afterMs: number; reason: 'rate' | 'quality' }
  /** This message will never reach this recipient. */
  | { kind: 'give-up' }
  /** The customer last wrote more than 24 hours ago: no free text until they write again. */
  | { kind: 'window-closed' }
  /** The customer does not want these messages: suppress, never retry. */
  | { kind: 'opted-out' }
  /** Credentials, permission, payment or registration: nothing leaves this number until its owner acts. */
  | { kind: 'reconnect' };

/** What may be done after a send that did not succeed. */
export type WhatsappVerdict =
  | WhatsappRefusal
  /** The request was never written: sending again cannot make a second message. */
  | { kind: 'not-sent' }
  /** The request was or may have been written, and nothing clear came back. Only a status can settle it. */
  | { kind: 'unknown' };

/** A send that did not succeed. Its message is fit for people and logs: no text, token or phone number in it. */
export class WhatsappSendError extends Error {
  override name = 'WhatsappSendError';
  readonly verdict: WhatsappVerdict;
  /** WhatsApp's error code; or a system's, such as `ECONNREFUSED`, `timeout` or `http-502`. */
  readonly code: number | string;

  constructor(verdict: WhatsappVerdict, code: number | string, message: string) {
    super(message);
    this.verdict = verdict;
    this.code = code;
  }
}

/** What may be done after a question that got no good answer. Questions change nothing, so `retry` is always safe. */
export type WhatsappLookupVerdict =
  | { kind: 'retry'; afterMs: number }
  | { kind: 'reconnect' }
  /** No such thing, or no longer: media ids live 30 days. */
  | { kind: 'gone' }
  | { kind: 'too-large'; limitBytes: number };

/** A look-up or download that did not succeed. */
export class WhatsappLookupError extends Error {
  override name = 'WhatsappLookupError';
  readonly verdict: WhatsappLookupVerdict;
  /** As in {@link WhatsappSendError}. */
  readonly code: number | string;

  constructor(verdict: WhatsappLookupVerdict, code: number | string, message: string) {
    super(message);
    this.verdict = verdict;
    this.code = code;
  }
}
