// API keys: shown once, good for what their scopes say, and over when revoked.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiKeys } from '../../src/db/schema/index.ts';
import { API_KEY } from '../../src/http/principal.ts';
import { createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createMember } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

async function business() {
  const { businessId } = await createBusiness(api);
  const [admin, agent] = [await createMember(api, businessId, 'admin'), await createMember(api, businessId, 'agent')];
  return { businessId, admin: caller(api.app, admin), agent: caller(api.app, agent) };
}

const withKey = (key: string) => caller(api.app, { headers: { authorization: `Bearer ${key}` } });

test('a key is shown when it is made and never again, and the database does not hold it', async () => {
  const { businessId, admin } = await business();
  const made = await admin.post('/api/api-keys', { name: 'Website form', scopes: ['read', 'write', 'read'] });
  expect(made.status).toBe(201);
  expect(made.body.key).toMatch(API_KEY);
  expect(made.body.scopes).toEqual(['read', 'write']);
  const { key, ...rest } = made.body;
  expect((await admin.get('/api/api-keys')).body.items).toEqual([rest]);
  const stored = await api.withBusiness(businessId, (tx) => tx.select().from(apiKeys));
  expect(JSON.stringify(stored)).not.toContain(key.slice(13));
});

test('a key may what its scopes say', async () => {
  const { admin } = await business();
  const reader = withKey((await admin.post('/api/api-keys', { name: 'r', scopes: ['read'] })).body.key);
  const writer = withKey((await admin.post('/api/api-keys', { name: 'w', scopes: ['write'] })).body.key);
  const lead = { name: 'Dana', phone: '+972501234567' };
  expect((await reader.get('/api/leads')).status).toBe(200);
  expect((await reader.post('/api/leads', lead)).status).toBe(403);
  expect((await writer.post('/api/leads', lead)).status).toBe(201);
  expect((await writer.get('/api/leads')).status).toBe(403);
});

test('a revoked key is refused from then on, and stays in the list', async () => {
  const { admin } = await business();
  const { id, key } = (await admin.post('/api/api-keys', { name: 'old', scopes: ['read'] })).body;
  expect((await withKey(key).get('/api/leads')).status).toBe(200);
  expect((await admin.delete(`/api/api-keys/${id}`)).status).toBe(204);
  expect((await withKey(key).get('/api/leads')).status).toBe(401);
  const [listed] = (await admin.get('/api/api-keys')).body.items;
  expect(listed).toMatchObject({ id, lastUsedAt: expect.any(String), revokedAt: expect.any(String) });
  expect((await admin.delete(`/api/api-keys/${id}`)).status).toBe(204);
  expect((await admin.get('/api/api-keys')).body.items).toEqual([listed]);
});

test('agents and keys make no keys', async () => {
  const { admin, agent } = await business();
  const key = withKey((await admin.post('/api/api-keys', { name: 'k', scopes: ['read', 'write'] })).body.key);
  for (const who of [agent, key]) {
    expect((await who.get('/api/api-keys')).status).toBe(403);
    expect((await who.post('/api/api-keys', { name: 'x', scopes: ['read'] })).status).toBe(403);
  }
});

test('a key that was guessed, cut or changed is refused', async () => {
  const { admin } = await business();
  const { key } = (await admin.post('/api/api-keys', { name: 'k', scopes: ['read'] })).body;
  const changed = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  for (const wrong of [changed, key.slice(0, 30), 'psk_', `${key}x`]) {
    expect((await withKey(wrong).get('/api/leads')).status).toBe(401);
  }
});
