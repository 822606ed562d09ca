// RQ beside it: Debian's redis-server and `rq` from PyPI, two workers, three no-op jobs a message. Installed when missing.
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/local/ports.ts';
import { programPath } from '../../scripts/processes/project.ts';
import { runToEnd } from '../../scripts/processes/run-to-end.ts';
import { tell } from '../../scripts/start/terminal.ts';
import { cpuMs } from '../measuring/cpu-time.ts';
import { startProgram } from '../measuring/processes.ts';

const RQ_VERSION = '3.0.0';
const INSTALLED_WITHIN_MS = 300_000;
const RUN_WITHIN_MS = 180_000;

export interface RqRun {
  perSecond: number;
  /** CPU ms per message of the two workers and the processes they fork. */
  workersCpuMs: number;
}

export interface Rq {
  kind: 'ready';
  /** Enqueues `count` messages as fast as they are taken; measured from the first enqueue to the last job's end. */
  run(count: number): Promise<RqRun>;
}

/** Why there is no RQ to compare with. */
export interface NoRq {
  kind: 'missing';
  why: string;
}

export async function startRq(dataDir: string, started: AsyncDisposableStack): Promise<Rq | NoRq> {
  try {
    await installRedis();
    return await startInstalled(await installRq(), dataDir, started);
  } catch (error) {
    const words = error instanceof Error ? error.message.trim() : String(error);
    return { kind: 'missing', why: words.split('\n').at(-1) ?? words };
  }
}

async function startInstalled(venv: string, dataDir: string, started: AsyncDisposableStack): Promise<Rq> {
  const port = await freePort();
  const redis = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dataDir];
  started.use(startProgram('redis', { command: 'redis-server', args: redis }, dataDir));
  const url = `redis://127.0.0.1:${port}`;
  await answers(port);
  // Where the jobs are; no compiled files are left beside them.
  const env = { PATH: process.env.PATH, PYTHONPATH: programPath('bench/jobs'), PYTHONDONTWRITEBYTECODE: '1' };
  const worker = { command: join(venv, 'bin', 'rq'), args: ['worker', '--url', url, 'default'], cwd: dataDir, env };
  const pids = ['rq-1', 'rq-2'].map((name) => started.use(startProgram(name, worker, dataDir)).pid);
  const usedMs = () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  return {
    kind: 'ready',
    async run(count) {
      await sleep(1_500); // The load script tells its own jobs from earlier ones by the second.
      const before = usedMs();
      const load = [programPath('bench/jobs/rq_load.py'), url, String(count)];
      const seconds = Number(await runToEnd({ command: join(venv, 'bin', 'python'), args: load, env }, RUN_WITHIN_MS));
      return { perSecond: count / seconds, workersCpuMs: (usedMs() - before) / count };
    },
  };
}

async function installRedis(): Promise<void> {
  if (await runs('redis-server')) return;
  tell('Installing redis-server …');
  // Runlevel 1 keeps the package from starting a server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await runToEnd({ command: 'apt-get', args: ['install', '-y', 'redis-server'], env }, INSTALLED_WITHIN_MS);
}

/** @returns the virtual environment's folder; it is kept for the next run */
async function installRq(): Promise<string> {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const venv = join(caches, 'prosaas', `rq-${RQ_VERSION}`);
  const isThere = await access(join(venv, 'bin', 'rq')).then(
    () => true,
    () => false,
  );
  if (isThere) return venv;
  tell(`Installing rq ${RQ_VERSION} …`);
  await mkdir(venv, { recursive: true });
  await runToEnd({ command: 'python3', args: ['-m', 'venv', venv] }, INSTALLED_WITHIN_MS);
  const pip = ['install', '--quiet', '--disable-pip-version-check', `rq==${RQ_VERSION}`];
  await runToEnd({ command: join(venv, 'bin', 'pip'), args: pip }, INSTALLED_WITHIN_MS);
  return venv;
}

async function answers(port: number): Promise<void> {
  for (let look = 0; look < 50; look += 1) {
    if (await runs('redis-cli', ['-p', String(port), 'ping'])) return;
    await sleep(100);
  }
  throw new Error('redis-server did not come up');
}

async function runs(command: string, args = ['--version']): Promise<boolean> {
  return runToEnd({ command, args }, 10_000).then(
    () => true,
    () => false,
  );
}
