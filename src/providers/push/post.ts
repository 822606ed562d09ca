// One POST to an address that a browser gave us: to public addresses only, whatever the name resolves to by now.
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { retryAfterMs } from '../retry-after.ts';

export type PushExchange =
  /** `retryAfterMs` is 0 when nothing was asked for. */
  | { kind: 'answered'; status: number; retryAfterMs: number }
  /** The address is none of a push service's: nothing was sent. */
  | { kind: 'forbidden' }
  /** Nobody there, or no answer in time. */
  | { kind: 'silent'; code: string };

export type Post = (endpoint: string, headers: Record<string, string>, body: Buffer) => Promise<PushExchange>;

const ANSWER_WITHIN_MS = 10_000;

/**
 * Redirects are not followed, and the answer's body is not read: no push service has anything to say there.
 * @param allowedOrigin reached as it is, also unencrypted and on this machine; development's own push service
 */
export function createPost(allowedOrigin: string | undefined): Post {
  const publicOnly = new RequestFilteringHttpsAgent();
  return (endpoint, headers, body) => {
    const { origin, protocol } = new URL(endpoint);
    const isAllowed = origin === allowedOrigin;
    if (!isAllowed && protocol !== 'https:') return Promise.resolve({ kind: 'forbidden' });
    const options = { method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
    const { promise, resolve } = Promise.withResolvers<PushExchange>();
    const onAnswer = (answer: IncomingMessage) => {
      answer.on('error', () => undefined).resume();
      const wait = retryAfterMs(answer.headers['retry-after'] ?? null, Date.now());
      resolve({ kind: 'answered', status: answer.statusCode ?? 0, retryAfterMs: wait });
    };
    const request = isAllowed
      ? (protocol === 'https:' ? requestSecure : requestPlain)(endpoint, options, onAnswer)
      : requestSecure(endpoint, { ...options, agent: publicOnly }, onAnswer);
    request.on('error', (error) => resolve(asExchange(error)));
    request.end(body);
    return promise;
  };
}

/** What the network does has a code; the agent's own refusal has none. */
function asExchange(error: Error): PushExchange {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return { kind: 'silent', code: 'timeout' };
  return 'code' in error ? { kind: 'silent', code: String(error.code) } : { kind: 'forbidden' };
}
