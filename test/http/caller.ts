// A person or a program that talks to the API in tests.
import type { FastifyInstance, InjectOptions } from 'fastify';

type Headers = Record<string, string>;

/** Requests with these headers; `body` is the parsed JSON, undefined when there is none. */
export function caller(app: FastifyInstance, { headers }: { headers: Headers }) {
  const call = async (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    payload?: unknown,
    more?: Headers,
  ) => {
    const options: InjectOptions = { method, url, headers: { ...headers, ...more } };
    if (payload !== undefined) options.payload = payload as object;
    const response = await app.inject(options);
    const body = response.body === '' ? undefined : response.json();
    return { status: response.statusCode, body, headers: response.headers };
  };
  return {
    get: (url: string) => call('GET', url),
    post: (url: string, payload?: object, more?: Headers) => call('POST', url, payload, more),
    patch: (url: string, payload: object) => call('PATCH', url, payload),
    put: (url: string, payload: object) => call('PUT', url, payload),
    delete: (url: string) => call('DELETE', url),
  };
}
