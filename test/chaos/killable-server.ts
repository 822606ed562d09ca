// The servers behind the roles, ended the hard way and brought back with their data.
import { isRunning, markOf } from '../../scripts/processes/background.ts';
import { until } from '../support/until.ts';

export interface KillableServer {
  /** `kill -9`. Resolves when it is dead; nothing starts it again by itself. */
  kill(): Promise<void>;
  /** Starts it on the same port with the same data. Resolves when it answers. */
  start(): Promise<void>;
}

/** @param start starts the server and tells its process */
export async function startKillable<Server extends { pid: number }>(
  start: () => Promise<Server>,
): Promise<Server & KillableServer> {
  const first = await start();
  let { pid } = first;
  return {
    ...first,
    async kill() {
      const mark = markOf(pid);
      if (!mark) throw new Error(`Process ${pid} had ended before it was killed`);
      process.kill(pid, 'SIGKILL');
      await until(`process ${pid} to be dead`, async () => !isRunning(mark));
    },
    async start() {
      ({ pid } = await start());
    },
  };
}
