// `npm start` whole: every role in its own process, on free ports, on a data directory of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../scripts/local/ports.ts';
import { isRunning, type ProcessMark, processMark } from '../../scripts/processes/background.ts';
import { dataFolder } from './data-folder.ts';

const script = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));
const servers = ['postgres', 'temporal'];
const ownProcesses = ['api', 'sandbox', 'scheduler', 'worker'];

test('the curl on its screen works as it stands, and Ctrl-C leaves no process behind', {
  timeout: 90_000,
}, async () => {
  const settings = await freshSettings();
  const start = await started(settings);
  const answer = await promisify(execFile)('sh', ['-c', curlOn(start.screen)]);
  expect(JSON.parse(answer.stdout)).toMatchObject({ results: [{ outcome: 'accepted' }] });

  const processes = await marksIn(settings.DATA_DIR);
  expect(Object.keys(processes)).toEqual([...ownProcesses, ...servers].toSorted());
  start.child.kill('SIGINT');
  expect(await once(start.child, 'exit')).toEqual([0, null]);
  expect(Object.values(processes).filter(isRunning)).toEqual([]);
  expect((await readdir(settings.DATA_DIR)).filter((name) => /pid|running/.test(name))).toEqual([]);
});

test('after kill -9 the next start goes on with the servers and replaces the roles', { timeout: 90_000 }, async () => {
  const settings = await freshSettings();
  const killed = await started(settings);
  const before = await marksIn(settings.DATA_DIR);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');

  await started(settings);
  const after = await marksIn(settings.DATA_DIR);
  for (const name of servers) expect(after[name]).toEqual(before[name]);
  expect(ownProcesses.filter((name) => isRunning(before[name] ?? noProcess))).toEqual([]);
});

type Start = { child: ChildProcess; screen: string };
type Settings = { DATA_DIR: string } & Record<string, string | undefined>;

const noProcess: ProcessMark = { pid: process.pid, began: 'never' };

/** Nothing of the developer's own system gets in, but where programs are found. */
async function freshSettings(): Promise<Settings> {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const free = [await freePort(), await freePort(), await freePort(), await freePort()].map(String);
  const [PORT, CALLS_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT] = free;
  const ports = { PORT, CALLS_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT };
  return { PATH, HOME, XDG_CACHE_HOME, DATA_DIR: await dataFolder(), ...ports, PROSAAS_DEMO: '0' };
}

/** Starts everything and waits for the screen. It is stopped when the test is over. */
async function started(env: Settings): Promise<Start> {
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  let screen = '';
  for await (const line of createInterface(child.stdout)) {
    screen += `${line}\n`;
    if (line.includes('Ctrl-C stops everything')) return { child, screen };
  }
  throw new Error(`It ended before the screen: ${screen}`);
}

function curlOn(screen: string): string {
  return /curl (?:\\\n|.)*/.exec(screen)?.[0] ?? 'echo no curl; exit 1';
}

/** Every process that has a pid file, by its name; the starter itself is not among them. */
async function marksIn(dataDir: string): Promise<Record<string, ProcessMark>> {
  const names = (await readdir(dataDir)).filter((name) => name.endsWith('.pid.json') && name !== 'start.pid.json');
  const marks = names.toSorted().map(async (name) => {
    const { process } = z
      .object({ process: processMark })
      .parse(JSON.parse(await readFile(join(dataDir, name), 'utf8')));
    return [name.replace('.pid.json', ''), process] as const;
  });
  return Object.fromEntries(await Promise.all(marks));
}
