// Each command that the README tells people to use, run by the real CLI against a running system.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { loadConfig } from '../../src/config/config.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const SCHEDULE = 'housekeeping-prune';

let world: World;
let binary: string;
let folder: string;
let commands: string[];
beforeAll(async () => {
  [world, binary, folder, commands] = await Promise.all([
    startWorld('worker', 'scheduler'),
    findTemporalBinary(() => undefined),
    mkdtemp(join(tmpdir(), 'prosaas-cli-')),
    readFile(join(ROOT, 'README.md'), 'utf8').then((text) => text.match(/^temporal .+$/gm) ?? []),
  ]);
  const { address, namespace } = world.config.temporal;
  const toml = await readFile(join(ROOT, 'temporal.toml'), 'utf8');
  // The project's own file, with the address and the namespace of the tests in the place of the running system's.
  const ours = toml.replace(/^address = .*$/m, `address = "${address}"`);
  await writeFile(join(folder, 'temporal.toml'), ours.replace(/^namespace = .*$/m, `namespace = "${namespace}"`));
  await until('the schedule', () =>
    handle()
      .describe()
      .then(
        () => true,
        () => false,
      ),
  );
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const handle = () => world.client.schedule.getHandle(SCHEDULE);

/** Runs the documented command that holds these words, as a shell would. @returns what it prints */
async function run(words: string): Promise<string> {
  const found = commands.filter((command) => command.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} commands in the README hold "${words}"`);
  const { stdout } = await promisify(execFile)('sh', ['-c', found[0]?.replace(/^temporal/, '"$TEMPORAL"') ?? ''], {
    env: { TEMPORAL: binary, HOME: folder, TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml') },
  });
  return stdout;
}

/** The nominal times of the schedule's runs that have ended. */
async function ended(): Promise<string[]> {
  const times: string[] = [];
  const query = `TemporalScheduledById = '${SCHEDULE}' AND ExecutionStatus = 'Completed'`;
  for await (const { workflowId } of world.client.workflow.list({ query }))
    times.push(workflowId.replace(`system/${SCHEDULE}-`, ''));
  return times.sort();
}

test('temporal.toml finds what `npm start` runs when nothing else is said', async () => {
  const { temporal } = loadConfig({
    SERVICE_ROLE: 'migrate',
    DATABASE_URL: 'postgres://x',
    DATABASE_OWNER_URL: 'postgres://x',
    DATABASE_SYSTEM_URL: 'postgres://x',
    DATABASE_AUTH_URL: 'postgres://x',
    DATA_DIR: folder,
  });
  const toml = await readFile(join(ROOT, 'temporal.toml'), 'utf8');
  expect(toml).toContain(`address = "${temporal.address}"`);
  expect(toml).toContain(`namespace = "${temporal.namespace}"`);
});

test('list and describe show the schedule', async () => {
  await until('it to be listed', async () => (await run('schedule list')).includes(SCHEDULE));
  const description = await run('schedule describe');
  expect(description).toContain('pruneHousekeeping');
  expect(description).toContain('system/housekeeping-prune');
});

test('pause pauses it and says why, unpause ends that', async () => {
  await run('toggle --pause');
  const paused = async () => (await handle().describe()).state;
  await until('the pause', async () => (await paused()).paused);
  expect(await paused()).toMatchObject({ paused: true, note: 'moving the database' });
  await run('toggle --unpause');
  await until('the end of the pause', async () => !(await paused()).paused);
});

test('trigger runs it now; backfill runs it for each night; the list of its runs shows them', async () => {
  await run('schedule trigger');
  await until('the run', async () => (await ended()).length >= 1);
  await run('schedule backfill');
  const nights = ['2026-11-20T03:30:00Z', '2026-11-21T03:30:00Z'];
  await until('both nights', async () => (await ended()).filter((time) => nights.includes(time)).length === 2);
  expect(await run('workflow list')).toContain('pruneHousekeeping');
});

test('every documented command has been run by a test of this file', async () => {
  const words = [
    'schedule list',
    'schedule describe',
    'toggle --pause',
    'toggle --unpause',
    'schedule trigger',
    'schedule backfill',
    'workflow list',
  ];
  expect(commands.filter((command) => !words.some((word) => command.includes(word)))).toEqual([]);
  expect(commands).toHaveLength(words.length);
});
