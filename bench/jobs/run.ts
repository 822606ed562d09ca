// `npm run bench:jobs`: the job system beside bare Temporal and RQ, in one run of about twelve minutes.
// `--quick` is one short round, to see that the bench works; its figures mean nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { tell } from '../../scripts/start/terminal.ts';
import { runBench } from '../measuring/bench.ts';
import { startBareWorkflow } from './bare-workflow.ts';
import { createCustomers } from './customers.ts';
import { countHistoryEvents } from './history-events.ts';
import { type Extent, measureRound, type Round, warmUp } from './round.ts';
import { startRq } from './rq.ts';
import { startSystem } from './system.ts';
import { tableOf } from './table.ts';

const WHOLE = {
  rounds: 3,
  rates: [
    { perSecond: 10, seconds: 15 },
    { perSecond: 50, seconds: 6 },
  ],
  messages: 400,
} satisfies Extent;

const QUICK = {
  rounds: 1,
  rates: [
    { perSecond: 10, seconds: 3 },
    { perSecond: 50, seconds: 1 },
  ],
  messages: 40,
} satisfies Extent;

const WARM_UP_SECONDS = 5;
const MESSAGES_COUNTED = 10;

await runBench('The bench reads CPU times from /proc', (started) =>
  measure(process.argv.includes('--quick') ? QUICK : WHOLE, started),
);

async function measure(extent: Extent, started: AsyncDisposableStack): Promise<void> {
  const [load = 0] = loadavg();
  const dataDir = await mkdtemp(join(tmpdir(), 'prosaas-bench-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  tell('Starting everything …');
  const system = await startSystem(dataDir, started);
  const customers = createCustomers(system, system.business);
  const bare = await startBareWorkflow(system.client, dataDir, system.env, started);
  const rq = await startRq(dataDir, started);
  const contestants = { system, customers, bare, rq };
  tell('Warming up …');
  await warmUp(contestants, WARM_UP_SECONDS);
  const events = await countHistoryEvents(system, MESSAGES_COUNTED);
  const rounds: Round[] = [];
  while (rounds.length < extent.rounds) {
    tell(`Round ${rounds.length + 1} of ${extent.rounds} …`);
    rounds.push(await measureRound(contestants, extent));
  }
  const cores = cpus();
  tell(
    [
      '',
      `${new Date().toISOString()}, ${cores.length} × ${cores[0]?.model ?? 'unknown'}, Node ${process.version}, ${rounds.length} rounds`,
      `Noise: load average ${load.toFixed(1)} before; others used ${rounds.map(({ others }) => percent(others)).join(', ')} of the machine during the rounds.`,
      '',
      tableOf({ rounds, extent, events, rq }),
    ].join('\n'),
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
