// The processes of what is measured: each started and ended by the bench alone, its output in a log file.
import { type Command, spawnBackground, stopProcess } from '../../scripts/processes/background.ts';
import { logFileOf } from '../../scripts/processes/node-process.ts';
import { programPath, projectFolder } from '../../scripts/processes/project.ts';
import { waitUntilReady } from '../../scripts/start/ready.ts';

export interface BenchProcess extends AsyncDisposable {
  readonly pid: number;
  /** Resolves once `GET url` answers 200. @throws Problem with the end of its log when it does not come up */
  ready(url: string): Promise<void>;
}

/** As long as a role may take to finish what it has begun. */
const ENDS_WITHIN_MS = 40_000;

export interface Script {
  /** In messages and in the name of the log file. */
  name: string;
  /** Path from the project's folder. */
  script: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

/** Starts one of our own scripts with Node. */
export function startScript({ name, script, dataDir, env }: Script): BenchProcess {
  const command = { command: process.execPath, args: [programPath(script)], cwd: projectFolder, env };
  return startProgram(name, command, dataDir);
}

/** Starts any program. Disposing of it sends SIGTERM and waits for its end. */
export function startProgram(name: string, command: Command, dataDir: string): BenchProcess {
  const logFile = logFileOf(dataDir, name);
  const { mark, ended } = spawnBackground(command, logFile, () => undefined);
  const stop = async () => {
    await stopProcess(mark, 'SIGTERM', ENDS_WITHIN_MS);
  };
  return {
    pid: mark.pid,
    ready: (url) => waitUntilReady(name, { logFile, firstEnd: ended, stop }, url),
    [Symbol.asyncDispose]: stop,
  };
}
