// Background processes: which one is ours, and how it ends.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type Background,
  isRunning,
  markOf,
  type ProcessMark,
  spawnBackground,
  stopProcess,
} from '../../scripts/processes/background.ts';
import { until } from '../support/until.ts';
import { dataFolder } from './data-folder.ts';

test('a pid that another program got later is not taken for ours, nor stopped', async () => {
  const reused = { pid: process.pid, began: 'an earlier life' };
  expect(isRunning(reused)).toBe(false);
  expect(await stopProcess(reused, 'SIGKILL', 0)).toBe('ended');
});

test('a process that ends when asked is not killed', async () => {
  const script = await started('process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); say()');
  expect(await stopProcess(script.mark, 'SIGTERM', 10_000)).toBe('ended');
  expect(await script.ended).toBe('exit code 0');
});

test('a process that does not end when asked is killed after its time', async () => {
  const script = await started('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); say()');
  expect(await stopProcess(script.mark, 'SIGTERM', 50)).toBe('killed');
  expect(await script.ended).toBe('SIGKILL');
  expect(isRunning(script.mark)).toBe(false);
});

test('its mark is remembered before it can do anything', async () => {
  const marks: ProcessMark[] = [];
  const log = join(await dataFolder(), 'log');
  const { mark, ended } = spawnBackground({ command: process.execPath, args: ['--version'] }, log, (one) => {
    marks.push(one);
  });
  expect(marks).toEqual([mark]);
  expect(await ended).toBe('exit code 0');
  expect(markOf(mark.pid)).toBeUndefined();
});

test('a program that is not there is said to be missing', async () => {
  const log = join(await dataFolder(), 'log');
  const start = () => spawnBackground({ command: '/no/such/program', args: [] }, log, () => undefined);
  expect(start).toThrow('/no/such/program cannot be run: it is missing or not executable.');
});

/** Runs a script whose `say()` shows that its signal handlers are in place, and waits for that. */
async function started(script: string): Promise<Background> {
  const log = join(await dataFolder(), 'log');
  const args = ['-e', `const say = () => console.log("ready"); ${script}`];
  const background = spawnBackground({ command: process.execPath, args }, log, () => undefined);
  await until('the script to be ready', async () => (await readFile(log, 'utf8')).includes('ready'));
  return background;
}
