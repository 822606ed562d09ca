// One HTTP exchange with Meta's Graph API, told honestly: answered, never written, or lost on the way.
import { retryAfterMs } from '../retry-after.ts';

export type GraphExchange =
  /** `body` is the parsed JSON, undefined when it was none. `retryAfterMs` is 0 when nothing was asked for. */
  | { kind: 'answered'; status: number; body: unknown; retryAfterMs: number }
  /** No connection came about, so not a byte of the request left. */
  | { kind: 'not-written'; code: string }
  /** The request was or may have been written; the answer did not come, or not whole. */
  | { kind: 'lost'; code: string };

type GraphRequest = { method: 'GET' | 'POST'; headers: Headers; body?: string; timeoutMs: number };

/** Makes one request and never throws for what the network does. Redirects are not followed: the API has none. */
export async function exchange(url: string, { timeoutMs, ...request }: GraphRequest): Promise<GraphExchange> {
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    return {
      kind: 'answered',
      status: response.status,
      body: parsed(await response.text()),
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
    };
  } catch (error) {
    return { kind: wasNeverWritten(error) ? 'not-written' : 'lost', code: failureCode(error) };
  }
}

/**
 * True only when the failure was in finding or reaching the server. Everything later counts as maybe written: a reset,
 * a timeout, and also a kept-alive connection that the server closed as we wrote, because the two look alike from here.
 */
export function wasNeverWritten(error: unknown): boolean {
  const cause = causeOf(error);
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(failedToConnect);
  return failedToConnect(cause);
}

/** A short name for logs and people: `ECONNREFUSED`, `timeout`, `UND_ERR_SOCKET`. */
export function failureCode(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  const cause = causeOf(error);
  if (hasText(cause, 'code')) return cause.code;
  return cause instanceof Error ? cause.name : 'failed';
}

/** The system call tells more than the code: ETIMEDOUT and ECONNRESET also happen on an open connection. */
function failedToConnect(error: unknown): boolean {
  if (hasText(error, 'code') && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return hasText(error, 'syscall') && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}

/** fetch says only "fetch failed"; the reason is its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

function hasText<Key extends string>(value: unknown, key: Key): value is Record<Key, string> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A proxy's page, or nothing: the status has to speak.
  }
}
