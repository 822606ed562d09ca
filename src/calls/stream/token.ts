// The key that a stream shows at its start, good for one stream of one call.
import { createHash, createHmac } from 'node:crypto';

/**
 * Made of the call's id under our Twilio secret, so that a webhook that is asked twice, by whichever process, gives the
 * same answer. That it is used once, the call's row sees to: it holds the hash until the stream begins.
 */
export function streamToken(authToken: string, callSid: string): string {
  return createHmac('sha256', authToken).update(`stream/${callSid}`).digest('base64url');
}

/** SHA-256, hex. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
