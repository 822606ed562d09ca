// One `npm start` at a time for one data directory.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isRunning, markOf, processMark } from '../processes/background.ts';
import { forget, keep, kept } from '../processes/kept-file.ts';
import { Problem } from '../processes/problem.ts';

const holder = z.object({ process: processMark, stopping: z.boolean() });
type Holder = z.infer<typeof holder>;

/** The right to work on a data directory. It ends with `release`, or with this process, however that ends. */
export type Claim = {
  /** Says that it will be released soon: who comes next waits instead of giving up. */
  stopping(): void;
  release(): void;
};

/**
 * Claims the data directory for this process, waiting for one that is being stopped.
 * @throws Problem when another process has it
 */
export async function claim(dataDir: string): Promise<Claim> {
  for (let other = holderOf(dataDir); other !== undefined; other = holderOf(dataDir)) {
    if (!other.stopping) throw new Problem(takenBy(other, dataDir));
    await sleep(100);
  }
  const own = markOf(process.pid);
  keep(claimFile(dataDir), { process: own, stopping: false });
  return {
    stopping: () => keep(claimFile(dataDir), { process: own, stopping: true }),
    release: () => forget(claimFile(dataDir)),
  };
}

function holderOf(dataDir: string): Holder | undefined {
  const known = kept(claimFile(dataDir), holder);
  return known !== undefined && isRunning(known.process) ? known : undefined;
}

function takenBy({ process }: Holder, dataDir: string): string {
  const elsewhere = 'choose another folder with DATA_DIR=… and other ports';
  return `Already running on ${dataDir} (process ${process.pid}): stop it there with Ctrl-C, or ${elsewhere}.`;
}

function claimFile(dataDir: string): string {
  return join(dataDir, 'start.pid.json');
}
