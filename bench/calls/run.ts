// `npm run bench:calls`: how many calls one core holds, and what each costs. About nine minutes.
// `-- --calls 25 --windows 1` is a short look; `--profile folder` leaves CPU profiles of the calls process.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from '../../scripts/start/terminal.ts';
import { runBench } from '../measuring/bench.ts';
import { chooseCores, stayOn } from '../measuring/cores.ts';
import { startMetronome } from './metronome/watch.ts';
import { type Options, readOptions } from './options.ts';
import { createPhones } from './phones.ts';
import { measureStep, type Step } from './step.ts';
import { startSystem } from './system.ts';
import { tableOf } from './table.ts';
import type { Bench } from './window.ts';

/** Before anything is measured: compiled code, connections, caches. */
const WARM_UP = { calls: 10, ms: 10_000 };

await runBench('The bench gives the calls process a core of its own with taskset', async (started) =>
  measure(readOptions(process.argv.slice(2)), started),
);

async function measure(options: Options, started: AsyncDisposableStack): Promise<void> {
  const [load = 0] = loadavg();
  const bench = await prepare(options, started);
  tell('Warming up …');
  await bench.phones.add(WARM_UP.calls);
  await sleep(WARM_UP.ms);
  await bench.phones.hangUpAll();
  const steps: Step[] = [];
  for (const calls of options.calls) {
    tell(`${calls} calls …`);
    steps.push(await measureStep(bench, calls, options.windows));
  }
  const machine = cpus();
  tell(
    [
      '',
      `${new Date().toISOString()}, ${machine.length} × ${machine[0]?.model ?? 'unknown'}, Node ${process.version}; medians of ${options.windows} windows of 20 s`,
      `Noise: load average ${load.toFixed(1)} before.`,
      '',
      tableOf(steps),
    ].join('\n'),
  );
}

async function prepare({ profile }: Options, started: AsyncDisposableStack): Promise<Bench> {
  const cores = chooseCores();
  stayOn(cores.others);
  const dataDir = await mkdtemp(join(tmpdir(), 'prosaas-bench-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  tell(`Starting everything: the calls process on core ${cores.measured}, the rest on ${cores.others} …`);
  const system = await startSystem({ dataDir, core: cores.measured, profile }, started);
  const metronome = started.use(startMetronome(cores.measured));
  const phones = createPhones(system);
  started.defer(async () => phones.close());
  return { phones, metronome, callsUrl: system.line.callsUrl, pid: system.pid, core: cores.measured };
}
