// A starter that was killed with the server still running, as `kill -9` of `npm start` leaves it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const starter = fileURLToPath(new URL('starter.ts', import.meta.url));

/** Lets another process start the server in `dataDir`, kills that process with SIGKILL, and tells the server's pid. */
export async function killedStarter(server: 'postgres' | 'temporal', dataDir: string): Promise<number> {
  const child = spawn(process.execPath, [starter, server, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return Number(line);
}
