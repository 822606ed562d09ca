// One round of every timed measurement, side by side: each of ours right before what it is compared with.

import { watchOthers } from '../measuring/cpu-time.ts';
import { atRate } from '../measuring/load.ts';
import { percentile } from '../measuring/statistics.ts';
import type { BareWorkflow } from './bare-workflow.ts';
import type { Customers } from './customers.ts';
import type { NoRq, Rq, RqRun } from './rq.ts';
import type { System } from './system.ts';
import { pushThrough, type ThroughputRun } from './throughput.ts';

/** How much is measured. */
export interface Extent {
  rounds: number;
  /** Arrivals a second, and for how many seconds. */
  rates: readonly { perSecond: number; seconds: number }[];
  /** Messages of one throughput run. */
  messages: number;
}

/** In ms. */
export interface Latency {
  p50: number;
  p99: number;
}

export interface Round {
  /** By rate, in the extent's order. */
  accept: Latency[];
  /** A bare `client.workflow.start` at the same rates. */
  start: Latency[];
  product: ThroughputRun;
  /** No-op workflows a second. */
  bare: number;
  rq: RqRun | undefined;
  /** The share of the machine, 0 to 1, that others used meanwhile: the noise in all of it. */
  others: number;
}

/** What is measured against what. */
export interface Contestants {
  system: System;
  customers: Customers;
  bare: BareWorkflow;
  rq: Rq | NoRq;
}

export async function measureRound({ system, customers, bare, rq }: Contestants, extent: Extent): Promise<Round> {
  const othersSoFar = watchOthers();
  const accept: Latency[] = [];
  const start: Latency[] = [];
  for (const { perSecond, seconds } of extent.rates) {
    accept.push(latencyOf(await atRate(perSecond, seconds, customers.write)));
    await customers.settled();
    start.push(latencyOf(await atRate(perSecond, seconds, bare.start)));
    await bare.idle();
  }
  return {
    accept,
    start,
    product: await pushThrough(system, customers, extent.messages),
    bare: await bare.perSecond(extent.messages),
    rq: rq.kind === 'ready' ? await rq.run(extent.messages) : undefined,
    others: othersSoFar(),
  };
}

/** Brings every part to work once: caches, connections, compiled code. */
export async function warmUp({ customers, bare, rq }: Contestants, seconds: number): Promise<void> {
  await atRate(20, seconds, customers.write);
  await customers.settled();
  await atRate(20, seconds, bare.start);
  await bare.idle();
  if (rq.kind === 'ready') await rq.run(20);
}

function latencyOf(sample: readonly number[]): Latency {
  return { p50: percentile(sample, 0.5), p99: percentile(sample, 0.99) };
}
