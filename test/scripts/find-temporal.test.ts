// Which `temporal` program is taken. The programs are small scripts that tell a version.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findTemporalBinary } from '../../scripts/local/find-temporal.ts';
import { dataFolder } from './data-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('the first one on the PATH that is new enough is taken', async () => {
  const [old, recent, later] = [
    await temporalSaying('1.8.9'),
    await temporalSaying('1.10.0'),
    await temporalSaying('2.0.0'),
  ];
  vi.stubEnv('PATH', [old, recent, later].join(':'));
  const told: string[] = [];
  expect(await findTemporalBinary((line) => told.push(line))).toBe(join(recent, 'temporal'));
  expect(told).toEqual([`${join(old, 'temporal')} is 1.8.9; 1.9 or newer is needed. Looking further.`]);
});

test('with none on the PATH the one in the user’s cache is taken', async () => {
  const caches = await dataFolder();
  const folder = join(caches, 'prosaas', 'temporal-1.9.1');
  await mkdir(folder, { recursive: true });
  await writeProgram(folder, '1.9.1');
  vi.stubEnv('XDG_CACHE_HOME', caches);
  vi.stubEnv('PATH', await temporalSaying('nothing of use'));
  expect(await findTemporalBinary(() => undefined)).toBe(join(folder, 'temporal'));
});

async function temporalSaying(version: string): Promise<string> {
  const folder = await dataFolder();
  await writeProgram(folder, version);
  return folder;
}

async function writeProgram(folder: string, version: string): Promise<void> {
  await writeFile(join(folder, 'temporal'), `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0)"\n`);
  await chmod(join(folder, 'temporal'), 0o755);
}
