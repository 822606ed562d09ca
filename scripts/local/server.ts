// A server that runs beside our roles (Postgres, Temporal): started in the background, taken over or stopped by a later
// start through its pid file in the data directory.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Command, isRunning, processMark, spawnBackground, stopProcess } from '../processes/background.ts';
import { forget, keep, kept } from '../processes/kept-file.ts';
import { Problem, tailOf } from '../processes/problem.ts';

/** What makes one server differ from another. */
export type ServerKind = {
  /** Its files in the data directory are `<name>.pid.json` and `<name>.log`. */
  name: string;
  /** The signal for an orderly end at once, and how long that may take. */
  stopSignal: NodeJS.Signals;
  stopWithinMs: number;
};

/** One server to run in one data directory. */
export type ServerRun = {
  kind: ServerKind;
  dataDir: string;
  /** A running server is taken over only when it was started with settings equal to these (as JSON). */
  settings: unknown;
  /** Gets everything ready and says what to run, on which port. Not called when a running server is taken over. */
  prepare(): Promise<Command & { port: number }>;
  /** One attempt to use the server really; false when it does not answer yet. */
  answers(port: number): Promise<boolean>;
};

/** A server that answered. */
export type RunningServer = { port: number; pid: number; stop(): Promise<void> };

const record = z.object({ process: processMark, port: z.number(), settings: z.string() });
type ServerRecord = z.infer<typeof record>;

const readyWithinMs = 60_000;
const adoptedWithinMs = 5_000;

/**
 * Takes over the server that runs in `dataDir` with the same settings, or starts it; one with other settings, or one
 * that does not answer, is stopped first.
 * @throws Problem when it does not come up
 */
export async function runServer(run: ServerRun): Promise<RunningServer> {
  await mkdir(run.dataDir, { recursive: true });
  const { port, process } = (await adopt(run)) ?? (await start(run));
  return { port, pid: process.pid, stop: () => stopServer(run.kind, run.dataDir) };
}

/** Stops the server of this kind that runs in `dataDir`, if there is one. */
export async function stopServer(kind: ServerKind, dataDir: string): Promise<void> {
  const left = kept(pidFile(kind, dataDir), record);
  if (left === undefined) return;
  await stopProcess(left.process, kind.stopSignal, kind.stopWithinMs);
  forget(pidFile(kind, dataDir));
}

async function adopt(run: ServerRun): Promise<ServerRecord | undefined> {
  const left = kept(pidFile(run.kind, run.dataDir), record);
  if (left === undefined) return undefined;
  if (left.settings === JSON.stringify(run.settings) && (await comesUp(run, left, adoptedWithinMs))) return left;
  await stopServer(run.kind, run.dataDir);
  return undefined;
}

async function start(run: ServerRun): Promise<ServerRecord> {
  const logFile = join(run.dataDir, `${run.kind.name}.log`);
  const { port, ...command } = await run.prepare();
  const settings = JSON.stringify(run.settings);
  const { mark } = spawnBackground(command, logFile, (process) =>
    keep(pidFile(run.kind, run.dataDir), { process, port, settings }),
  );
  const started = { process: mark, port, settings };
  if (await comesUp(run, started, readyWithinMs)) return started;
  await stopServer(run.kind, run.dataDir);
  throw new Problem(`The local ${run.kind.name} server did not come up; its log ends:\n${await tailOf(logFile, 5)}`);
}

/** True once the server answers; false when its process ends or `deadlineMs` passes before. */
async function comesUp(run: ServerRun, started: ServerRecord, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline && isRunning(started.process)) {
    if (await run.answers(started.port)) return true;
    await sleep(50);
  }
  return false;
}

function pidFile(kind: ServerKind, dataDir: string): string {
  return join(dataDir, `${kind.name}.pid.json`);
}
