// Settings, and the keys with which programs come in.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/domain/businesses/settings.ts';
import { ALWAYS_OPEN, AT_ONCE, createBusiness } from '../support/factories.ts';
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
  const [owner, agent] = [await createMember(api, businessId, 'owner'), await createMember(api, businessId, 'agent')];
  return { owner: caller(api.app, owner), agent: caller(api.app, agent) };
}

test('what the owner has not set has its default', async () => {
  const { agent } = await business();
  expect((await agent.get('/api/settings')).body).toEqual({ ...DEFAULT_SETTINGS, ...AT_ONCE, ...ALWAYS_OPEN });
});

test('a change changes what it names and nothing else', async () => {
  const { owner, agent } = await business();
  const hours = { timeZone: 'Europe/Berlin', week: { monday: [{ opens: '22:00', closes: '02:00' }] } };
  expect((await owner.patch('/api/settings', { prompt: 'We fix taps.' })).status).toBe(200);
  const changed = await owner.patch('/api/settings', { hours, assistantOn: false });
  expect(changed.body).toMatchObject({ prompt: 'We fix taps.', hours, assistantOn: false, language: 'he' });
  expect(changed.body.hours).toEqual(hours);
  expect((await agent.get('/api/settings')).body).toEqual(changed.body);
});

test('an agent changes no settings', async () => {
  const { agent } = await business();
  expect((await agent.patch('/api/settings', { assistantOn: false })).status).toBe(403);
});

test.each([
  ['an unknown key', { colour: 'red' }, 'body'],
  ['an offset instead of a zone', { hours: { timeZone: '+02:00', week: {} } }, 'body.hours.timeZone'],
  ['a zone that is none', { hours: { timeZone: 'Asia/Atlantis', week: {} } }, 'body.hours.timeZone'],
  ['a day that is none', { hours: { timeZone: 'UTC', week: { someday: [] } } }, 'body.hours.week'],
  [
    'an hour that is none',
    { hours: { timeZone: 'UTC', week: { friday: [{ opens: '24:00', closes: '25:00' }] } } },
    'body.hours.week.friday.0.opens',
  ],
  ['a silence of no time', { sessionIdleMinutes: 0 }, 'body.sessionIdleMinutes'],
  ['a part of a minute', { personPauseMinutes: 1.5 }, 'body.personPauseMinutes'],
  ['an empty emergency word', { emergencyWords: ['  '] }, 'body.emergencyWords.0'],
  ['a character that cannot be stored', { prompt: 'a\0b' }, 'body.prompt'],
  ['a burst that ends before its silence', { answerAfterSilenceMs: 5_000 }, 'body.answerAfterAtMostMs'],
])('%s is refused, by field, and nothing is changed', async (_what, change, field) => {
  const { owner } = await business();
  const before = (await owner.get('/api/settings')).body;
  const refused = await owner.patch('/api/settings', { language: 'en', ...change });
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  expect((await owner.get('/api/settings')).body).toEqual(before);
});
