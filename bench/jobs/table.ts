// The one table: medians over the rounds, each beside what it is compared with, and the rounds' own figures.

import { median } from '../measuring/statistics.ts';
import type { HistoryEvents } from './history-events.ts';
import type { Extent, Latency, Round } from './round.ts';
import type { NoRq, Rq } from './rq.ts';

export interface Results {
  rounds: readonly Round[];
  extent: Extent;
  events: HistoryEvents;
  rq: Rq | NoRq;
}

/** Lines for the terminal. */
export function tableOf(results: Results): string {
  return [...latencyRows(results), '', ...throughputRows(results), '', ...costRows(results)].join('\n');
}

function latencyRows({ rounds, extent }: Results): string[] {
  const rows = extent.rates.flatMap(({ perSecond }, index) => {
    const accept = medians(rounds.map((round) => round.accept[index]));
    const start = medians(rounds.map((round) => round.start[index]));
    const each = (what: 'accept' | 'start', share: keyof Latency) =>
      rounds.map((round) => fixed(round[what][index]?.[share])).join(' / ');
    return [
      row([
        `webhook accepted, ${perSecond} a second`,
        fixed(accept.p50),
        fixed(accept.p99),
        `${fixed(accept.p50 / start.p50)} / ${fixed(accept.p99 / start.p99)}`,
        `${each('accept', 'p50')};  p99 ${each('accept', 'p99')}`,
      ]),
      row([
        `bare workflow.start, ${perSecond} a second`,
        fixed(start.p50),
        fixed(start.p99),
        '1',
        `${each('start', 'p50')};  p99 ${each('start', 'p99')}`,
      ]),
    ];
  });
  return [row(['Latency, ms', 'p50', 'p99', '× bare start', 'rounds: p50']), ...rows];
}

function throughputRows({ rounds, rq }: Results): string[] {
  const product = rounds.map((round) => round.product.perSecond);
  const bare = rounds.map((round) => round.bare);
  const theirs = rounds.flatMap((round) => (round.rq ? [round.rq.perSecond] : []));
  const line = (name: string, figures: readonly number[]) =>
    row([name, fixed(median(figures)), '', timesRq(median(figures), theirs), figures.map(fixed).join(' / ')]);
  return [
    row(['Messages a second', 'median', '', '× RQ', 'rounds']),
    line('webhook to hand-over', product),
    rq.kind === 'ready' ? line('RQ, three no-op jobs', theirs) : row(['RQ', '-', '', '-', rq.why]),
    line('bare no-op workflow', bare),
  ];
}

function costRows({ rounds, events }: Results): string[] {
  const cpu = (of: (round: Round) => number | undefined) => rounds.map(of).filter((ms) => ms !== undefined);
  const line = (name: string, figures: readonly number[]) =>
    figures.length === 0 ? [] : [row([name, fixed(median(figures)), '', '', figures.map(fixed).join(' / ')])];
  const total = Object.values(events).reduce((sum, count) => sum + count, 0);
  const byType = Object.entries(events).map(([type, count]) => `${type} ${fixed(count)}`);
  return [
    row(['Per message', 'median', '', '', 'rounds']),
    ...line(
      'worker CPU, ms',
      cpu(({ product }) => product.cpuMs.workers),
    ),
    ...line(
      'api CPU, ms',
      cpu(({ product }) => product.cpuMs.api),
    ),
    ...line(
      'Temporal server CPU, ms',
      cpu(({ product }) => product.cpuMs.temporal),
    ),
    ...line(
      'Postgres CPU, ms',
      cpu(({ product }) => product.cpuMs.postgres),
    ),
    ...line(
      'RQ workers CPU, ms',
      cpu(({ rq }) => rq?.workersCpuMs),
    ),
    row(['history events', fixed(total), '', '', byType.join(', ')]),
  ];
}

function medians(latencies: readonly (Latency | undefined)[]): Latency {
  const known = latencies.filter((latency) => latency !== undefined);
  return { p50: median(known.map(({ p50 }) => p50)), p99: median(known.map(({ p99 }) => p99)) };
}

function timesRq(perSecond: number, theirs: readonly number[]): string {
  return theirs.length === 0 ? '-' : (perSecond / median(theirs)).toFixed(2);
}

function fixed(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(1);
}

function row([name = '', a = '', b = '', ratio = '', rest = '']: readonly string[]): string {
  return `${name.padEnd(32)}${a.padStart(8)}${b.padStart(8)}${ratio.padStart(15)}   ${rest}`.trimEnd();
}
