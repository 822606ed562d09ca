// Web Push (RFC 8030) with VAPID (RFC 8292) and encryption (RFC 8291), through the library `web-push`.
import webPush from 'web-push';
import { createPost } from './post.ts';
import { type PushDevice, PushError, type PushMessage, type PushProvider } from './provider.ts';
import { meaningOf, verdictFor, verdictForSilence } from './verdict-table.ts';

export interface WebPushSettings {
  /** Our key pair, base64url. */
  publicKey: string;
  privateKey: string;
  /** Whom a push service may ask: mailto: or https:. */
  subject: string;
  allowedOrigin: string | undefined;
}

export function createWebPush({ publicKey, privateKey, subject, allowedOrigin }: WebPushSettings): PushProvider {
  const post = createPost(allowedOrigin);
  const vapidDetails = { subject, publicKey, privateKey };
  return {
    async push(device, message, attempt) {
      const service = new URL(device.endpoint).hostname;
      const { headers, body } = sealed(device, message, vapidDetails, service);
      const exchange = await post(device.endpoint, headers, body);
      switch (exchange.kind) {
        case 'forbidden':
          throw new PushError({ kind: 'give-up' }, service, `${service} is no public address.`);
        case 'silent':
          throw new PushError(verdictForSilence(attempt), service, `${service} does not answer (${exchange.code}).`);
        case 'answered': {
          const { status, retryAfterMs } = exchange;
          if (status >= 200 && status < 300) return;
          const verdict = verdictFor(status, attempt, retryAfterMs);
          throw new PushError(verdict, service, `${service} says ${status}: ${meaningOf(status)}.`);
        }
      }
    },
  };
}

type VapidDetails = { subject: string; publicKey: string; privateKey: string };

/** @throws PushError (give-up) for keys of a browser that nothing can be encrypted for */
function sealed(
  { endpoint, p256dh, auth }: PushDevice,
  { payload, ttlSeconds, topic, urgency }: PushMessage,
  vapidDetails: VapidDetails,
  service: string,
): { headers: Record<string, string>; body: Buffer } {
  try {
    const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      TTL: ttlSeconds,
      topic,
      urgency,
      vapidDetails,
      contentEncoding: 'aes128gcm',
    });
    const headers = Object.entries(details.headers).map(([name, value]) => [name, String(value)]);
    return { headers: Object.fromEntries(headers), body: details.body };
  } catch (error) {
    throw new PushError({ kind: 'give-up' }, service, `Nothing can be encrypted for this browser: ${String(error)}`);
  }
}
