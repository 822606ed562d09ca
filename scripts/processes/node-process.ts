// One of our own processes (a role, the sandbox): kept running while `npm start` runs, its output in a log file.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Background, processMark, spawnBackground, stopProcess } from './background.ts';
import { forget, keep, kept } from './kept-file.ts';
import { programPath, projectFolder } from './project.ts';
import { stopping } from './stopping.ts';

/** What to keep running. `name` is in messages and in the names of its files. */
export type NodeProcess = {
  name: string;
  script: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  tell(line: string): void;
};

/** `firstEnd` resolves with how it went when the process ends for the first time without being asked to. */
export type KeptRunning = { logFile: string; firstEnd: Promise<string>; stop(): Promise<void> };

// As long as a role may take to finish what it has begun.
const drainWithinMs = 40_000;
const longestPauseMs = 30_000;
/** One that ran this long was well; its next end starts again with the shortest pause. */
const healthyAfterMs = 60_000;

/** Starts the process, and starts it again whenever it ends: after 1 s, then 2 s, 4 s, up to 30 s. */
export function keepRunning(what: NodeProcess): KeptRunning {
  const logFile = logFileOf(what.dataDir, what.name);
  const first = start(what, logFile);
  const over = new AbortController();
  const watching = watch(what, logFile, first, over.signal);
  return {
    logFile,
    firstEnd: first.ended,
    async stop() {
      over.abort();
      if ((await stopLeftOver(what.dataDir, what.name)) === 'killed') {
        what.tell(`The ${what.name} did not end within ${drainWithinMs / 1_000} s and was killed.`);
      }
      await watching;
    },
  };
}

/** Stops the process of that name which runs on `dataDir`, if there is one; it may finish what it has begun. */
export async function stopLeftOver(dataDir: string, name: string): Promise<'ended' | 'killed'> {
  const left = kept(pidFile(dataDir, name), z.object({ process: processMark }));
  if (left === undefined) return 'ended';
  const end = await stopProcess(left.process, 'SIGTERM', drainWithinMs);
  forget(pidFile(dataDir, name));
  return end;
}

function start({ name, script, dataDir, env }: NodeProcess, logFile: string): Background {
  const command = { command: process.execPath, args: [programPath(script)], cwd: projectFolder, env };
  return spawnBackground(command, logFile, (mark) => keep(pidFile(dataDir, name), { process: mark }));
}

async function watch(what: NodeProcess, logFile: string, first: Background, over: AbortSignal): Promise<void> {
  let current = first;
  let pauseMs = 1_000;
  while (true) {
    const startedAt = Date.now();
    const end = await current.ended;
    if (over.aborted || stopping.aborted) return;
    if (Date.now() - startedAt > healthyAfterMs) pauseMs = 1_000;
    what.tell(`The ${what.name} ended (${end}) and starts again in ${pauseMs / 1_000} s; see ${logFile}`);
    await sleep(pauseMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted || stopping.aborted) return;
    current = start(what, logFile);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** `<dataDir>/logs/<name>.log`; its folder is made. */
export function logFileOf(dataDir: string, name: string): string {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.log`);
}

function pidFile(dataDir: string, name: string): string {
  return join(dataDir, `${name}.pid.json`);
}
