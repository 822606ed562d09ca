// A refused start says what to set.
import { spawnSync } from 'node:child_process';
import { createECDH } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/config.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const dataDir = mkdtempSync(join(tmpdir(), 'prosaas-config-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const development = {
  DATA_DIR: dataDir,
  DATABASE_URL: 'postgres://a@127.0.0.1/x',
  DATABASE_SYSTEM_URL: 'postgres://b@127.0.0.1/x',
};

/** @returns what a process of that role says, and its exit code */
function start(env: Record<string, string>) {
  const { status, stderr } = spawnSync('node_modules/.bin/node', ['src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
  return { status, said: stderr.trim() };
}

describe('a process', () => {
  test('without a role says which there are', () => {
    expect(start({ DATA_DIR: dataDir })).toEqual({
      status: 1,
      said: 'SERVICE_ROLE must be one of api, calls, worker, scheduler, whatsapp, all, migrate.',
    });
  });

  test.each(['whatsapp'])('with the role %s says that it comes later', (role) => {
    const { status, said } = start({ DATA_DIR: dataDir, SERVICE_ROLE: role });
    expect(status).toBe(1);
    expect(said).toBe(
      `SERVICE_ROLE=${role} is not there yet: it comes with a later release. There are api, calls, worker, scheduler, all, migrate.`,
    );
  });
});

test('a missing database is named', () => {
  expect(() => loadConfig({ DATA_DIR: dataDir, SERVICE_ROLE: 'scheduler' })).toThrow(
    'SERVICE_ROLE=scheduler needs DATABASE_URL, DATABASE_SYSTEM_URL.',
  );
});

test('in production a missing secret stops the start and is named; nothing is made up', () => {
  const production = { ...development, NODE_ENV: 'production', SERVICE_ROLE: 'api' };
  expect(() => loadConfig(production)).toThrow(
    'SERVICE_ROLE=api needs DATABASE_AUTH_URL, AUTH_SECRET, ENCRYPTION_KEY, INTERNAL_SECRET, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN, VAPID_PUBLIC_KEY, PUBLIC_URL.',
  );
});

/** Of the form of a VAPID key pair. */
const PUSH_KEYS = { VAPID_PUBLIC_KEY: `B${'x'.repeat(86)}`, VAPID_PRIVATE_KEY: 'x'.repeat(43) };

test('in production the worker wants a real model', () => {
  const production = { ...development, ...PUSH_KEYS, NODE_ENV: 'production', ENCRYPTION_KEY: 'x'.repeat(32) };
  expect(() => loadConfig({ ...production, SERVICE_ROLE: 'worker' })).toThrow('needs OPENAI_API_KEY, VAPID_SUBJECT');
});

test('in production the phone wants a real account and its own address', () => {
  const production = { ...development, NODE_ENV: 'production', INTERNAL_SECRET: 'x'.repeat(32) };
  expect(() => loadConfig({ ...production, SERVICE_ROLE: 'calls' })).toThrow(
    'needs CALLS_PUBLIC_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN',
  );
});

test('in production nobody runs everything in one process', () => {
  const names = [
    'DATABASE_AUTH_URL',
    'AUTH_SECRET',
    'ENCRYPTION_KEY',
    'INTERNAL_SECRET',
    'WHATSAPP_APP_SECRET',
    'WHATSAPP_VERIFY_TOKEN',
  ];
  const env = Object.fromEntries(names.map((name) => [name, 'https://example.test/a-long-enough-value']));
  expect(() =>
    loadConfig({ ...development, ...env, ...PUSH_KEYS, NODE_ENV: 'production', SERVICE_ROLE: 'all' }),
  ).toThrow('for development');
});

test('in production a push goes to public addresses only', () => {
  const production = { ...development, NODE_ENV: 'production', SERVICE_ROLE: 'scheduler' };
  expect(() => loadConfig({ ...production, PUSH_ALLOWED_ORIGIN: 'http://127.0.0.1:4000' })).toThrow(
    /^PUSH_ALLOWED_ORIGIN is for development/,
  );
});

test.each([
  ['PORT', '70000'],
  ['LOG_LEVEL', 'chatty'],
  ['TASK_QUEUES', 'high,urgent'],
  ['INTERNAL_SECRET', 'short'],
  ['WHATSAPP_CLOUD_URL', 'not a url'],
  ['VAPID_PUBLIC_KEY', 'a'.repeat(87)],
  ['VAPID_SUBJECT', 'me'],
  ['TWILIO_ACCOUNT_SID', 'AC123'],
  ['MAX_CALLS', '0'],
])('a wrong %s is named', (name, value) => {
  expect(() => loadConfig({ ...development, SERVICE_ROLE: 'scheduler', [name]: value })).toThrow(
    new RegExp(`^${name}: `),
  );
  expect(() => loadConfig({ ...development, SERVICE_ROLE: 'scheduler', [name]: value })).toThrow(ConfigError);
});

test('development secrets are random, kept, and readable by their owner only', () => {
  const [one, two] = [0, 1].map(() => loadConfig({ ...development, SERVICE_ROLE: 'scheduler' }).secrets);
  expect(two).toEqual(one);
  expect(new Set(Object.values(one ?? {})).size).toBe(5);
  const file = join(dataDir, 'secrets.json');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(one?.internal);
});

test('the keys for push are a pair, made once', () => {
  const [one, two] = [0, 1].map(() => loadConfig({ ...development, SERVICE_ROLE: 'scheduler' }).push);
  expect(two).toEqual(one);
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(one?.privateKey ?? '', 'base64url');
  expect(pair.getPublicKey('base64url')).toBe(one?.publicKey);
});
