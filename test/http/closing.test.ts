// A server that is told to stop finishes what it has and is held up by nobody.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTestApi, type TestApi } from './api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

test('connections that a browser opened in advance, or keeps for later, are closed', async () => {
  const app = await api.another();
  const { hostname, port, href } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const inAdvance = connect(Number(port), hostname);
  await once(inAdvance, 'connect');
  expect((await fetch(`${href}healthz`)).status).toBe(200);
  await app.close();
  await once(inAdvance, 'close');
});
