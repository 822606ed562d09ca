import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/providers/retry-after.ts';
import { exchange, wasNeverWritten } from '../../../src/providers/whatsapp/graph-http.ts';
import { deserted, httpServer, tcpServer } from './local-server.ts';

const GET = { method: 'GET', headers: new Headers(), timeoutMs: 5_000 } as const;

function failure(fields: object): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('x'), fields) });
}

test('a refused connection and an unknown name are known as never written', async () => {
  expect(await exchange(await deserted(), GET)).toEqual({ kind: 'not-written', code: 'ECONNREFUSED' });
  expect(await exchange('http://graph.invalid/', GET)).toMatchObject({ kind: 'not-written' });
});

test('a connection that ends after the request is lost, not unwritten', async () => {
  const url = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await exchange(url, GET)).toMatchObject({ kind: 'lost' });
});

test('a kept-alive connection that dies under the next request is lost, not unwritten, and not silently repeated', async () => {
  let requests = 0;
  const url = await httpServer((request, response) => {
    requests += 1;
    if (requests > 1) request.socket.destroy();
    else response.end('{}');
  });
  const post = { ...GET, method: 'POST', body: '{}' } as const;
  expect(await exchange(url, post)).toMatchObject({ kind: 'answered', status: 200 });
  expect(await exchange(url, post)).toMatchObject({ kind: 'lost' });
  expect(requests).toBe(2);
});

test('an answer that breaks off in the middle is lost', async () => {
  const url = await httpServer((request, response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('{"messages"', () => request.socket.destroy());
  });
  expect(await exchange(url, GET)).toMatchObject({ kind: 'lost' });
});

test('all addresses of a host out of reach are never written, also as a timeout', () => {
  const attempts = [
    Object.assign(new Error('x'), { code: 'ETIMEDOUT', syscall: 'connect' }),
    Object.assign(new Error('x'), { code: 'ENETUNREACH', syscall: 'connect' }),
  ];
  expect(wasNeverWritten(new TypeError('fetch failed', { cause: new AggregateError(attempts) }))).toBe(true);
  expect(wasNeverWritten(failure({ code: 'UND_ERR_CONNECT_TIMEOUT' }))).toBe(true);
});

test('a timeout or a reset on an open connection may have been written', () => {
  expect(wasNeverWritten(failure({ code: 'ETIMEDOUT', syscall: 'read' }))).toBe(false);
  expect(wasNeverWritten(failure({ code: 'ECONNRESET', syscall: 'read' }))).toBe(false);
  expect(wasNeverWritten(failure({ code: 'UND_ERR_SOCKET' }))).toBe(false);
  expect(wasNeverWritten(new DOMException('x', 'TimeoutError'))).toBe(false);
  expect(wasNeverWritten(new AggregateError([]))).toBe(false);
});

test('Retry-After is read as seconds and as a date', () => {
  const nowMs = Date.parse('2026-03-01T10:00:00Z');
  expect(retryAfterMs('90', nowMs)).toBe(90_000);
  expect(retryAfterMs('Sun, 01 Mar 2026 10:00:30 GMT', nowMs)).toBe(30_000);
  expect(retryAfterMs('Sun, 01 Mar 2026 09:00:00 GMT', nowMs)).toBe(0);
  expect(retryAfterMs(null, nowMs)).toBe(0);
});

test('whatever stands in Retry-After, the wait is a number of ms that is not negative', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      expect(retryAfterMs(header, 0)).toBeGreaterThanOrEqual(0);
      expect(retryAfterMs(header, 0)).toBeLessThan(Number.POSITIVE_INFINITY);
    }),
  );
});
