// Settings: what holds, what an owner may choose, and what is refused.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/domain/businesses/settings.ts';
import { ALWAYS_OPEN, AT_ONCE, createBusiness } from '../support/factories.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey, createMember } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

/** A program of the owner's: it may what an admin may. */
async function business() {
  const { businessId } = await createBusiness(api);
  const key = await createKey(api, businessId, ['read', 'write']);
  return { businessId, program: caller(api.app, key) };
}

test('what the owner has not set has its default', async () => {
  const { program } = await business();
  expect((await program.get('/api/settings')).body).toEqual({ ...DEFAULT_SETTINGS, ...AT_ONCE, ...ALWAYS_OPEN });
});

test('a change changes what it names and nothing else', async () => {
  const { program } = await business();
  const hours = { timeZone: 'Europe/Berlin', week: { monday: [{ opens: '22:00', closes: '02:00' }] } };
  expect((await program.patch('/api/settings', { prompt: 'We fix taps.' })).status).toBe(200);
  const changed = await program.patch('/api/settings', { hours, assistantOn: false });
  expect(changed.body).toMatchObject({ prompt: 'We fix taps.', hours, assistantOn: false, language: 'he' });
  expect(changed.body.hours).toEqual(hours);
  expect((await program.get('/api/settings')).body).toEqual(changed.body);
});

test('an agent changes no settings', async () => {
  const { businessId } = await business();
  const agent = caller(api.app, await createMember(api, businessId, 'agent'));
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
  const { program } = await business();
  const before = (await program.get('/api/settings')).body;
  const refused = await program.patch('/api/settings', { language: 'en', ...change });
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  expect((await program.get('/api/settings')).body).toEqual(before);
});
