// Questions to the Graph API that change nothing: asking again is always safe, so their errors are simpler than a send's.
import type { z } from 'zod';
import { meaningOf, verdictFor } from './error-table.ts';
import { graphErrorIn } from './graph-answers.ts';
import { exchange, type GraphExchange } from './graph-http.ts';
import { WhatsappLookupError } from './provider.ts';

/** The wait before asking again when nothing better is known. */
const RETRY_AFTER_MS = 2_000;

/**
 * GETs `url` and reads the answer with `shape`.
 * @throws WhatsappLookupError
 */
export async function lookUp<Shape extends z.ZodType>(
  url: string,
  headers: Headers,
  timeoutMs: number,
  shape: Shape,
): Promise<z.output<Shape>> {
  const answer = await exchange(url, { method: 'GET', headers, timeoutMs });
  if (answer.kind !== 'answered') throw unreachable(answer.code);
  if (answer.status !== 200) throw refused(answer);
  const read = shape.safeParse(answer.body);
  if (read.success) return read.data;
  throw new WhatsappLookupError(
    { kind: 'reconnect' },
    'bad-answer',
    'What answered is not the WhatsApp Cloud API. Check its address.',
  );
}

/** No answer, for whatever reason. */
export function unreachable(code: string): WhatsappLookupError {
  return new WhatsappLookupError(
    { kind: 'retry', afterMs: RETRY_AFTER_MS },
    code,
    `WhatsApp could not be asked: no answer came (${code}).`,
  );
}

/** An answer that is no success. A first attempt's wait is used: how often to ask is the caller's retry policy. */
export function refused({
  status,
  body,
  retryAfterMs,
}: Pick<Extract<GraphExchange, { kind: 'answered' }>, 'status' | 'body' | 'retryAfterMs'>): WhatsappLookupError {
  const refusal = graphErrorIn(body);
  if (refusal === undefined) return refusedWithoutGraphError(status, retryAfterMs);
  const verdict = verdictFor(refusal.code, 1, retryAfterMs);
  const text = `WhatsApp refused to say: ${meaningOf(refusal.code)} (code ${refusal.code}). ${refusal.details}`.trim();
  switch (verdict.kind) {
    case 'retry':
    case 'wait-number':
      return new WhatsappLookupError({ kind: 'retry', afterMs: verdict.afterMs }, refusal.code, text);
    case 'reconnect':
      return new WhatsappLookupError(verdict, refusal.code, text);
    default:
      return new WhatsappLookupError({ kind: 'gone' }, refusal.code, text);
  }
}

function refusedWithoutGraphError(status: number, retryAfterMs: number): WhatsappLookupError {
  const code = `http-${status}`;
  const text = `WhatsApp could not be asked: HTTP ${status} came back.`;
  if (status >= 500 || status === 408 || status === 429) {
    return new WhatsappLookupError({ kind: 'retry', afterMs: Math.max(RETRY_AFTER_MS, retryAfterMs) }, code, text);
  }
  return new WhatsappLookupError({ kind: status === 404 ? 'gone' : 'reconnect' }, code, text);
}
