// One step: so many calls at a time, their windows, and whether the process holds them.
import { setTimeout as sleep } from 'node:timers/promises';
import { tell } from '../../scripts/start/terminal.ts';
import { median } from '../measuring/statistics.ts';
import { readOwnFigures } from './own-figures.ts';
import { type Bench, isDisturbed, measureWindow, type Spread, spreadOf, VAD_LIMIT_MS, type Window } from './window.ts';

export interface Step {
  calls: number;
  windows: readonly Window[];
  /** How many windows were measured once more. */
  repeated: number;
  /** From a call's webhook to its answer, at 20 calls a second, while the others talk; ms. */
  twiml: Spread & { unconnected: number };
  /** Why the step fails; empty when it holds. */
  failures: readonly string[];
}

/** The greeting, and a turn or two. */
const SETTLES_MS = 8_000;
const RINGS_FOR_S = 5;
/** Leaves room for what comes unevenly. */
const CPU_LIMIT = 0.85;
const ENDS_WITHIN_MS = 30_000;

/** Measures with fresh calls; they are hung up afterwards. */
export async function measureStep(bench: Bench, calls: number, wanted: number): Promise<Step> {
  await bench.phones.add(calls);
  await sleep(SETTLES_MS);
  const { streams } = await readOwnFigures(bench.callsUrl);
  if (streams !== calls) throw new Error(`Of ${calls} calls ${streams} are connected.`);
  const windows = await measureWindows(bench, wanted);
  const { answeredMs, unconnected } = await bench.phones.ring(RINGS_FOR_S);
  await bench.phones.hangUpAll();
  await allEnded(bench);
  const twiml = { ...spreadOf(answeredMs), unconnected };
  return { calls, ...windows, twiml, failures: failuresOf(windows.windows) };
}

/** A disturbed window is measured again; not for ever: a machine that is never quiet is told by the table. */
async function measureWindows(bench: Bench, wanted: number): Promise<Pick<Step, 'windows' | 'repeated'>> {
  const windows: Window[] = [];
  let repeated = 0;
  while (windows.length < wanted) {
    const window = await measureWindow(bench);
    if (isDisturbed(window) && repeated < wanted) {
      repeated += 1;
      tell('  disturbed: once more …');
    } else windows.push(window);
  }
  return { windows, repeated };
}

function failuresOf(windows: readonly Window[]): string[] {
  const sum = (of: (window: Window) => number) => windows.reduce((total, window) => total + of(window), 0);
  const underruns = sum((window) => window.underruns);
  const vadLate = sum(({ vad }) => vad.late);
  const unanswered = sum((window) => window.unanswered);
  const cpu = median(windows.map((window) => window.cpu));
  return [
    ...(underruns > 0 ? [`${underruns} underruns`] : []),
    ...(vadLate > 0 ? [`VAD ${vadLate} times behind by more than ${VAD_LIMIT_MS} ms`] : []),
    ...(cpu > CPU_LIMIT ? [`CPU ${Math.round(cpu * 100)} %`] : []),
    ...(unanswered > 0 ? [`${unanswered} turns unanswered`] : []),
  ];
}

async function allEnded({ callsUrl }: Bench): Promise<void> {
  const deadline = performance.now() + ENDS_WITHIN_MS;
  while ((await readOwnFigures(callsUrl)).streams > 0) {
    if (performance.now() > deadline) throw new Error('Calls that were hung up did not end.');
    await sleep(200);
  }
}
