// Processes that outlive the one that started them: started in a session of their own, found again, stopped.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { stopping } from './stopping.ts';

/** One certain process: its pid and when it began, so that a pid given to another program later is not taken for it. */
export const processMark = z.object({ pid: z.number().int().positive(), began: z.string() });
export type ProcessMark = z.infer<typeof processMark>;

/** A program to run, and as whom; only root may name a user. */
export type Command = {
  command: string;
  args: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number };
};

/** `ended` tells how the process went, for example "exit code 1"; it never rejects. */
export type Background = { mark: ProcessMark; ended: Promise<string> };

/**
 * Starts a process in a session of its own: neither Ctrl-C in the terminal nor the end of this process reaches it.
 * @param logFile gets its output, appended
 * @param remember is called before anything else can happen, so that no process runs that no file knows of
 * @throws Error when the program cannot be run, or this process was told to end
 */
export function spawnBackground(
  { command, args, cwd, env, user }: Command,
  logFile: string,
  remember: (mark: ProcessMark) => void,
): Background {
  stopping.throwIfAborted();
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], cwd, env, ...user });
  closeSync(log);
  const ended = endOf(child);
  if (child.pid === undefined) throw new Error(`${command} cannot be run: it is missing or not executable.`);
  const mark = markOf(child.pid) ?? { pid: child.pid, began: 'and ended at once' };
  remember(mark);
  return { mark, ended };
}

/** The mark of a process that runs now, for example this one. */
export function markOf(pid: number): ProcessMark | undefined {
  const began = beganAt(pid);
  return began === undefined ? undefined : { pid, began };
}

/** True while this very process runs. A zombie (wholly ended, not yet reaped by its parent) does not run. */
export function isRunning(mark: ProcessMark): boolean {
  return beganAt(mark.pid) === mark.began;
}

/**
 * Asks a process to end, and after `graceMs` ends it with SIGKILL.
 * @returns `ended` when it went by itself, or had gone before; `killed` when it had to be forced
 */
export async function stopProcess(
  mark: ProcessMark,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<'ended' | 'killed'> {
  if (!send(mark, signal)) return 'ended';
  if (await endsWithin(mark, graceMs)) return 'ended';
  send(mark, 'SIGKILL');
  await endsWithin(mark, 5_000);
  return 'killed';
}

async function endsWithin(mark: ProcessMark, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (isRunning(mark)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** How a child went, for example "exit code 1", a signal's name, or why it could not be run. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function send(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  if (!isRunning(mark)) return false;
  try {
    return process.kill(mark.pid, signal);
  } catch {
    // It ended between the look and the signal.
    return false;
  }
}

/** When the process began, as an opaque text; undefined when it does not run. */
function beganAt(pid: number): string | undefined {
  return process.platform === 'linux' ? beganFromProc(pid) : beganFromPs(pid);
}

function beganFromProc(pid: number): string | undefined {
  try {
    // The command name, field 2, is in brackets and may hold spaces and brackets itself (proc_pid_stat(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, threads, startTicks] = [fields[0], fields[17], fields[19]];
    // A zombie whose other threads have not all ended still holds its ports and files.
    if (state === 'X' || (state === 'Z' && Number(threads) <= 1)) return undefined;
    // Ticks count from boot, so after a restart of the machine the same number could come again.
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${startTicks}`;
  } catch {
    return undefined;
  }
}

function beganFromPs(pid: number): string | undefined {
  const ps = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = ps.stdout.trim();
  if (ps.status !== 0 || line === '' || line.startsWith('Z')) return undefined;
  return line.replace(/^\S+\s+/, '');
}
