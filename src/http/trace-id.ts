// The trace id of a request: the caller's, when it sends one that is fit to be kept, else a new one.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** W3C Trace Context: version, trace id, parent, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
/** It goes into search attributes and logs: nothing but a plain word. */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

export function traceIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const { traceparent, 'x-request-id': requestId } = request.headers;
  const fromParent = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  if (fromParent !== undefined) return fromParent;
  return typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : randomUUID();
}
