// How much CPU time processes have used, and how busy the machine is, as Linux counts it (proc_pid_stat(5), proc_stat(5)).
import { readFileSync } from 'node:fs';

/** USER_HZ: the kernel shows 100 ticks a second on every platform that Node runs on. */
const MS_PER_TICK = 10;

/** CPU time so far in ms, user and system, of a process, its children and those it has outlived. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name, field 2, is in brackets and may hold spaces; utime, stime, cutime, cstime are fields 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks * MS_PER_TICK + childrenOf(pid).reduce((sum, child) => sum + cpuMsIfThere(child), 0);
}

/**
 * Watches what is none of ours.
 * @returns a function that tells the share of all cores' time, 0 to 1, that others have used since this call
 */
export function watchOthers(): () => number {
  const before = { ...machineTicks(), oursMs: cpuMs(process.pid) };
  return () => {
    const { idle, all } = machineTicks();
    const ours = (cpuMs(process.pid) - before.oursMs) / MS_PER_TICK;
    return Math.max(0, 1 - (idle - before.idle + ours) / (all - before.all));
  };
}

function childrenOf(pid: number): number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return pids === '' ? [] : pids.split(' ').map(Number);
}

function cpuMsIfThere(pid: number): number {
  try {
    return cpuMs(pid);
  } catch {
    return 0; // It ended between the two looks; its parent has its time now or in a moment.
  }
}

function machineTicks(): { idle: number; all: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...rest] = line.split(/\s+/).slice(1).map(Number);
  // The last two fields, guest time, are in the first two already.
  const [irq = 0, softIrq = 0, stolen = 0] = rest;
  return { idle: idle + waiting, all: user + nice + system + idle + waiting + irq + softIrq + stolen };
}
