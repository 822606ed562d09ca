// One window of measurement: what the phones see, what the calls process tells of itself, and what its core was like.
import { setTimeout as sleep } from 'node:timers/promises';
import { busyMs } from '../measuring/cores.ts';
import { cpuMs } from '../measuring/cpu-time.ts';
import { percentile } from '../measuring/statistics.ts';
import type { Metronome } from './metronome/watch.ts';
import { type OwnFigures, readOwnFigures } from './own-figures.ts';
import type { Phones } from './phones.ts';

/** What is measured, and what with. */
export interface Bench {
  phones: Phones;
  metronome: Metronome;
  callsUrl: string;
  /** Of the calls process. */
  pid: number;
  core: number;
}

/** Times in ms, shares of the core 0 to 1. */
export interface Window {
  underruns: number;
  unanswered: number;
  talkedOver: number;
  /** Batches of the voice detector whose oldest window waited longer than it may, and what 99 of 100 kept within. */
  vad: { late: number; p99: number };
  cpu: number;
  lateness: { p99: number };
  ownShare: Spread;
  silence: Spread;
  eventLoop: { p99: number; max: number };
  metronome: { p99: number; max: number };
  phones: { p99: number; max: number };
  /** What neither the calls process nor the metronome used of the core. */
  others: number;
}

export interface Spread {
  count: number;
  p50: number;
  p95: number;
}

export const WINDOW_MS = 20_000;
/** Two windows of the detector. */
export const VAD_LIMIT_MS = 64;
/** A bare timer or a phone that is this late, or a core that is used by others: what was measured is not ours alone. */
const DISTURBED_MS = 40;
const DISTURBED_SHARE = 0.05;

export async function measureWindow({ phones, metronome, callsUrl, pid, core }: Bench): Promise<Window> {
  const used = () => ({ calls: cpuMs(pid), metronome: cpuMs(metronome.pid), core: busyMs(core) });
  const figures = await readOwnFigures(callsUrl);
  await metronome.lateness();
  phones.seen();
  const before = used();
  const beganAt = performance.now();
  await sleep(WINDOW_MS);
  const after = used();
  const ms = performance.now() - beganAt;
  const seen = phones.seen();
  const beats = await metronome.lateness();
  const own = await readOwnFigures(callsUrl);
  const calls = (after.calls - before.calls) / ms;
  return {
    underruns: seen.underruns,
    unanswered: seen.unanswered,
    talkedOver: seen.talkedOver,
    vad: vadOf(figures, own),
    cpu: calls,
    lateness: { p99: percentileOf(seen.lateness, 0.99) },
    ownShare: spreadOf(seen.ownShare),
    silence: spreadOf(seen.silence),
    eventLoop: own.eventLoop,
    metronome: { p99: percentileOf(beats, 0.99), max: percentileOf(beats, 1) },
    phones: { p99: percentileOf(seen.phones, 0.99), max: percentileOf(seen.phones, 1) },
    others: Math.max(0, (after.core - before.core - (after.metronome - before.metronome)) / ms - calls),
  };
}

export function isDisturbed({ metronome, phones, others }: Window): boolean {
  return Math.max(metronome.max, phones.max) > DISTURBED_MS || others > DISTURBED_SHARE;
}

export function spreadOf(sample: readonly number[]): Spread {
  return { count: sample.length, p50: percentileOf(sample, 0.5), p95: percentileOf(sample, 0.95) };
}

/** NaN where nothing was seen. */
function percentileOf(sample: readonly number[], share: number): number {
  return sample.length === 0 ? Number.NaN : percentile(sample, share);
}

function vadOf(before: OwnFigures, after: OwnFigures): Window['vad'] {
  const batches = after.vadBatches.map(({ withinMs, count }, index) => ({
    withinMs,
    count: count - (before.vadBatches[index]?.count ?? 0),
  }));
  const all = batches.at(-1)?.count ?? 0;
  const inTime = batches.findLast(({ withinMs }) => withinMs <= VAD_LIMIT_MS)?.count ?? 0;
  return { late: all - inTime, p99: batches.find(({ count }) => count >= all * 0.99)?.withinMs ?? Number.NaN };
}
