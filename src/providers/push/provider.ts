// What the system may ask of browsers' push services, and every way the asking can end.
import type { Urgency } from '../../domain/notifications/notification.ts';

/** A browser that wants to be pushed to, as its subscription names it. */
export interface PushDevice {
  endpoint: string;
  /** The browser's public key (P-256, uncompressed) and its secret, base64url (RFC 8291). */
  p256dh: string;
  auth: string;
}

export interface PushMessage {
  /** JSON for the service worker; encrypted, it may hold 4,096 bytes. */
  payload: string;
  /** How long it may wait for a device that is off, in seconds; 0 means now or never. */
  ttlSeconds: number;
  /** At most 32 characters of base64url: it takes the place of an undelivered one of the same topic (RFC 8030 5.4). */
  topic: string;
  urgency: Urgency;
}

export interface PushProvider {
  /**
   * Hands one message to the device's push service. Returning means taken, not shown.
   * @param attempt 1 for the first try; paces the waits
   * @throws PushError whose `verdict` says what may be done next
   */
  push(device: PushDevice, message: PushMessage, attempt: number): Promise<void>;
}

/** What may be done after a push that was not taken. Waits are in ms. */
export type PushVerdict =
  /** The browser has dropped this subscription: never again. */
  | { kind: 'gone' }
  /** Not now. A second try cannot show the notice twice: its topic and tag are the same. */
  | { kind: 'retry'; afterMs: number }
  /** Our own key is not accepted: a person has to look at the configuration, the subscription is as good as before. */
  | { kind: 'refused' }
  /** This message will never be taken by this device. */
  | { kind: 'give-up' };

/** A push that was not taken. Its message is fit for people and logs: no endpoint and no text in it. */
export class PushError extends Error {
  override name = 'PushError';
  readonly verdict: PushVerdict;
  /** The push service's host name. */
  readonly service: string;

  constructor(verdict: PushVerdict, service: string, message: string) {
    super(message);
    this.verdict = verdict;
    this.service = service;
  }
}
