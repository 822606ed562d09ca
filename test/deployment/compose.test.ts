// docker-compose.yml, parsed: there is no engine here to run it, so what can be checked by reading is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROLES, type Role, variablesRequiredBy } from '../../src/config/roles.ts';
import { ANSWERING_VARIABLES } from '../../src/config/voice.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

const service = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()).min(2) }).optional(),
  restart: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
});
const compose = z
  .looseObject({ services: z.record(z.string(), service) })
  .parse(parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }));
const services = Object.entries(compose.services);
const ONE_SHOTS = ['temporal-schema', 'temporal-namespace', 'migrate'];
/** Of production; a calls role with ears and a voice. */
function neededBy(role: Role): readonly string[] {
  return [...variablesRequiredBy(role, true), ...(role === 'calls' ? ANSWERING_VARIABLES : [])];
}

const roles = services.filter(([, { environment }]) => environment.SERVICE_ROLE !== undefined);

test('there is every role so far, Postgres, Temporal with its Web UI, and a one-shot migration', () => {
  expect(services.map(([name]) => name).sort()).toEqual(
    ['postgres', 'temporal', 'temporal-ui', 'worker', 'scheduler', 'prosaas-api', 'prosaas-calls', ...ONE_SHOTS].sort(),
  );
});

test.each(services.filter(([name]) => !ONE_SHOTS.includes(name)))(
  '%s tells whether it is healthy, and comes back',
  (_name, one) => {
    expect(one.healthcheck).toBeDefined();
    expect(one.restart).toBe('unless-stopped');
  },
);

test.each(services)('%s waits only for services that exist, in a way they can fulfil', (_name, { depends_on }) => {
  for (const [name, { condition }] of Object.entries(depends_on)) {
    expect(compose.services[name]).toBeDefined();
    expect(condition).toBe(ONE_SHOTS.includes(name) ? 'service_completed_successfully' : 'service_healthy');
  }
});

test.each(services)('%s mounts only files that are there', (_name, { volumes }) => {
  const files = volumes.map((volume) => volume.split(':')[0] ?? '').filter((source) => source.startsWith('./'));
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

describe.each(roles)('the role %s', (_name, { environment, stop_grace_period }) => {
  const role = z.enum(ROLES).parse(environment.SERVICE_ROLE);

  test('gets every variable that it refuses to start without', () => {
    expect(neededBy(role).filter((name) => environment[name] === undefined)).toEqual([]);
  });

  test('gets no secret that it has no use for', () => {
    const secrets = [
      'AUTH_SECRET',
      'INTERNAL_SECRET',
      'DATABASE_AUTH_URL',
      'DATABASE_OWNER_URL',
      'OPENAI_API_KEY',
      'WHATSAPP_APP_SECRET',
      'TWILIO_AUTH_TOKEN',
    ];
    const needed: readonly string[] = neededBy(role);
    expect(secrets.filter((name) => environment[name] !== undefined && !needed.includes(name))).toEqual([]);
  });

  test('has no secret written into the file', () => {
    const values = Object.entries(environment).filter(([name]) => /SECRET|KEY|TOKEN|DATABASE/.test(name));
    expect(values.filter(([, value]) => !/\$\{[A-Z_]+:(\?|-\})/.test(String(value)))).toEqual([]);
  });

  test('has longer to stop than a drain may take', () => {
    expect(Number.parseInt(stop_grace_period ?? '', 10)).toBeGreaterThan(40);
  });
});

test('the Web UI, which asks nobody who they are, is open on this machine only', () => {
  expect(compose.services['temporal-ui']?.ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  expect(compose.services.temporal?.ports).toEqual([]);
  expect(compose.services.postgres?.ports).toEqual([]);
});

test('the Temporal server has fairness on, with one partition per queue', () => {
  const config = z
    .record(z.string(), z.array(z.object({ value: z.unknown() })).length(1))
    .parse(parse(readFileSync(join(ROOT, 'ops/temporal-dynamic-config.yaml'), 'utf8')));
  expect(config['matching.enableFairness']?.[0]?.value).toBe(true);
  expect(config['matching.numTaskqueueReadPartitions']?.[0]?.value).toBe(1);
  expect(config['matching.numTaskqueueWritePartitions']?.[0]?.value).toBe(1);
});

test('.env.example names every variable that docker-compose.yml and the configuration read', () => {
  const documented = new Set(
    [...readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name),
  );
  const composed = [...readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8').matchAll(/\$\{([A-Z_]+)[:}]/g)].map(
    ([, name]) => name,
  );
  const configured = ['config.ts', 'voice.ts'].flatMap((file) =>
    [...readFileSync(join(ROOT, 'src/config', file), 'utf8').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name),
  );
  expect([...new Set([...composed, ...configured])].filter((name) => !documented.has(name))).toEqual([]);
});

test('the image runs as nobody special, and Node itself gets the signals', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^CMD \["node", "src\/main.ts"\]$/m);
});
