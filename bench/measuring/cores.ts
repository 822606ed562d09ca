// The cores of this machine: one for what is measured, the others for everything else.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Problem } from '../../scripts/processes/problem.ts';

export interface Cores {
  /** The one that what is measured has for itself. */
  measured: number;
  /** As `taskset` takes them. */
  others: string;
}

/**
 * The last core that we may use is the measured one: interrupts like the first.
 * @throws Problem when there is one core only
 */
export function chooseCores(): Cores {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const cores = allowed.split(',').flatMap(coresOf);
  const measured = cores.at(-1);
  if (measured === undefined || cores.length < 2) {
    throw new Problem('Two cores are needed: one for what is measured, one for everything else.');
  }
  return { measured, others: cores.slice(0, -1).join(',') };
}

/**
 * From now on this process, with all its threads, and whatever it starts runs on these cores.
 * @throws Problem when `taskset` (util-linux) is missing
 */
export function stayOn(cores: string): void {
  const { status, error, stderr } = spawnSync('taskset', ['-a', '-c', '-p', cores, String(process.pid)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Problem(`taskset (util-linux) did not work: ${error?.message ?? stderr}`);
}

/** CPU time (ms) that a core has spent on anything so far, proc_stat(5). */
export function busyMs(core: number): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`cpu${core} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = (line ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq + stolen) * MS_PER_TICK;
}

const MS_PER_TICK = 10;

/** `0-3` or `5`, cpuset(7). */
function coresOf(range: string): number[] {
  const [from = 0, to = from] = range.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
