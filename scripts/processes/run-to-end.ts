// Programs that do one thing and end: initdb, pip, a migration. When we are told to stop, they are too.
import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { type Command, endOf } from './background.ts';
import { stopping } from './stopping.ts';

/**
 * Runs a program until it ends, with everything that it started and that holds its output open.
 * @returns what it wrote to standard output
 * @throws Error with what it wrote, when it fails, takes longer than `deadlineMs`, or we are told to stop
 */
export async function runToEnd({ command, args, cwd, env, user }: Command, deadlineMs: number): Promise<string> {
  stopping.throwIfAborted();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env, timeout: deadlineMs, ...user });
  const ended = endWithUs(child);
  if (child.pid === undefined) throw new Error(await ended);
  const [output, complaints, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (end !== 'exit code 0') throw new Error(`${command} ended (${end}):\n${complaints || output}`);
  return output;
}

/** Runs a program that speaks to the person itself. Resolves with how it ended; never rejects. */
export async function runInTerminal({ command, args, cwd, env }: Command): Promise<string> {
  if (stopping.aborted) return 'not started';
  return endWithUs(spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd, env }));
}

async function endWithUs(child: ChildProcess): Promise<string> {
  const end = () => child.kill();
  stopping.addEventListener('abort', end);
  try {
    return await endOf(child);
  } finally {
    stopping.removeEventListener('abort', end);
  }
}
