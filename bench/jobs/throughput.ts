// Messages a second through the whole product, from the first request to the last hand-over, and the CPU they cost.
import { cpuMs } from '../measuring/cpu-time.ts';
import { push } from '../measuring/load.ts';
import type { Customers } from './customers.ts';
import type { System } from './system.ts';

/** CPU ms per message, by whose it is: everything a message caused, its ticks included. */
export type CpuPerMessage = Record<keyof System['pids'], number>;

export interface ThroughputRun {
  perSecond: number;
  cpuMs: CpuPerMessage;
}

/** Pushes `count` customers' first messages as fast as the api takes them. */
export async function pushThrough({ pids }: System, customers: Customers, count: number): Promise<ThroughputRun> {
  const before = usedBy(pids);
  const beganAt = Date.now();
  await push(count, customers.write);
  const seconds = ((await customers.answered()) - beganAt) / 1_000;
  await customers.settled();
  const after = usedBy(pids);
  return {
    perSecond: count / seconds,
    cpuMs: {
      workers: (after.workers - before.workers) / count,
      api: (after.api - before.api) / count,
      temporal: (after.temporal - before.temporal) / count,
      postgres: (after.postgres - before.postgres) / count,
    },
  };
}

function usedBy(pids: System['pids']): CpuPerMessage {
  const sum = (some: readonly number[]) => some.reduce((total, pid) => total + cpuMs(pid), 0);
  return { workers: sum(pids.workers), api: sum(pids.api), temporal: sum(pids.temporal), postgres: sum(pids.postgres) };
}
