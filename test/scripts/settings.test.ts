// What a person may set for `npm start`.
import { expect, test } from 'vitest';
import { namedDatabase } from '../../scripts/local/database.ts';
import { readSettings } from '../../scripts/start/settings.ts';

test('nothing has to be set, and an empty variable counts as not set', () => {
  const settings = readSettings({ PORT: '', TEMPORAL_ADDRESS: '' });
  expect(settings).toMatchObject({ PORT: 5000, TEMPORAL_PORT: 7233, TEMPORAL_UI_PORT: 8233 });
  expect(settings.TEMPORAL_ADDRESS).toBeUndefined();
  expect(settings.DATA_DIR).toMatch(/^\/.*\.data$/);
});

test('everything that is wrong is named in one line', () => {
  const read = () => readSettings({ PORT: 'http', TEMPORAL_PORT: '70000', PROSAAS_DEMO: 'no' });
  expect(read).toThrow(
    'PORT: must be a port number; TEMPORAL_PORT: must be at most 65535; PROSAAS_DEMO: must be 0 or 1. Correct it,',
  );
});

test('a database of one’s own needs all four URLs', () => {
  const some = readSettings({ DATABASE_URL: 'postgres://one', DATABASE_AUTH_URL: 'postgres://two' });
  expect(() => namedDatabase(some)).toThrow('DATABASE_OWNER_URL, DATABASE_SYSTEM_URL not set: set all of');
  expect(namedDatabase(readSettings({}))).toBeUndefined();
});
