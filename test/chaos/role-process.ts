// One role as an operating-system process, started again whenever it dies, as a supervisor does.
import { type ChildProcess, spawn } from 'node:child_process';
import { endOf } from '../../scripts/processes/background.ts';
import { programPath, projectFolder } from '../../scripts/processes/project.ts';
import { until } from '../support/until.ts';

export interface RoleProcess extends AsyncDisposable {
  /** Of the process that runs now, or ran last; another one means that it was started again. */
  readonly pid: number | undefined;
  /** Starts it, and from now on starts it again at once whenever it dies. */
  start(): void;
  /** Resolves when it answers its `/readyz` with 200. */
  ready(): Promise<void>;
  /** `kill -9`. Resolves when it is dead and the next one has been spawned. */
  kill(): Promise<void>;
  /** SIGTERM, and no further start. @returns how it went: "exit code 0", or the signal that ended it */
  terminate(): Promise<string>;
}

const READY_WITHIN_MS = 90_000;

/**
 * Not started yet.
 * @param env its whole environment; with LOG_LEVEL=silent nothing of it is shown, not even why it could not start
 * @param port where it serves `/readyz`
 */
export function superviseRole(env: NodeJS.ProcessEnv, port: number): RoleProcess {
  let wanted = false;
  let current: { child: ChildProcess; ended: Promise<string> } | undefined;

  function launch(): void {
    const stdio = env.LOG_LEVEL === 'silent' ? 'ignore' : 'inherit';
    const child = spawn(process.execPath, [programPath('src/main.ts')], { cwd: projectFolder, env, stdio });
    const ended = endOf(child);
    current = { child, ended };
    void ended.then(() => wanted && launch());
  }

  async function end(signal: NodeJS.Signals): Promise<string> {
    if (!current) return 'not started';
    const { child, ended } = current;
    child.kill(signal);
    return ended;
  }

  return {
    get pid() {
      return current?.child.pid;
    },
    start() {
      wanted = true;
      launch();
    },
    async ready() {
      await until(
        `the ${env.SERVICE_ROLE} to be ready (LOG_LEVEL=info shows what it says)`,
        () => answers(port),
        READY_WITHIN_MS,
      );
    },
    async kill() {
      await end('SIGKILL');
    },
    terminate() {
      wanted = false;
      return end('SIGTERM');
    },
    async [Symbol.asyncDispose]() {
      wanted = false;
      await end('SIGKILL');
    },
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false; // It does not listen yet.
  }
}
