// The API describes itself: every route is in the description, with what it takes and answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTestApi, type TestApi } from './api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

interface Operation {
  summary?: string;
  tags?: string[];
  responses?: Record<string, unknown>;
  requestBody?: unknown;
}

test('every route under /api has a summary, a tag and its answers, problems included', async () => {
  const { paths } = (await api.app.inject({ url: '/reference/openapi.json' })).json() as {
    paths: Record<string, Record<string, Operation>>;
  };
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
  const routes = [...api.routes]
    .filter((route) => route.includes(' /api/'))
    .map((route) => route.replace(/\/$/, '').replace(/:(\w+)/g, '{$1}'));
  expect(described.map(({ route }) => route.replace(/\/$/, '')).sort()).toEqual(expect.arrayContaining(routes.sort()));
  for (const { route, operation } of described) {
    expect(operation, route).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
    expect(Object.keys(operation.responses ?? {}), route).not.toHaveLength(0);
    if (/^(POST|PATCH) \/api\/(leads|channels|members|settings)/.test(route)) {
      expect(operation.requestBody, route).toBeDefined();
    }
  }
});

test('the page to read it is served', async () => {
  const page = await api.app.inject({ url: '/reference/' });
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-type']).toContain('text/html');
});
