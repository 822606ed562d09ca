// The one table: a column for each step, medians over its windows; below each figure that varies, the windows' own.
import { median } from '../measuring/statistics.ts';
import type { Step } from './step.ts';
import { VAD_LIMIT_MS, type Window } from './window.ts';

const NAME_WIDTH = 46;
const COLUMN_WIDTH = 17;

/** Lines for the terminal. */
export function tableOf(steps: readonly Step[]): string {
  const row = (name: string, cell: (step: Step) => string) =>
    `${name.padEnd(NAME_WIDTH)}${steps.map((step) => cell(step).padStart(COLUMN_WIDTH)).join('')}`.trimEnd();
  const ofWindows = (name: string, show: (value: number) => string, ...figures: ((window: Window) => number)[]) =>
    row(name, ({ windows }) => figures.map((figure) => show(median(windows.map(figure)))).join(' / '));
  const summed = (name: string, figure: (window: Window) => number) =>
    row(name, ({ windows }) => String(windows.reduce((sum, window) => sum + figure(window), 0)));
  return [
    row('Calls at a time, on one core', ({ calls }) => String(calls)),
    row('holds', ({ failures }) => (failures.length === 0 ? 'yes' : 'no')),
    '',
    summed('underruns in mid-utterance, at the phone', ({ underruns }) => underruns),
    ofWindows('VAD behind, 99 of 100 batches within, ms', whole, ({ vad }) => vad.p99),
    summed(`VAD behind by more than ${VAD_LIMIT_MS} ms, batches`, ({ vad }) => vad.late),
    ofWindows('CPU of the core, %', percent, ({ cpu }) => cpu),
    row('  of each window', ({ windows }) => windows.map(({ cpu }) => whole(cpu * 100)).join('/')),
    row('CPU per call, %', ({ calls, windows }) => ((median(windows.map(({ cpu }) => cpu)) * 100) / calls).toFixed(2)),
    ofWindows('frames sent late, p99, ms', oneDigit, ({ lateness }) => lateness.p99),
    row('TwiML at 20 calls a second, p50 / p95, ms', ({ twiml }) => `${oneDigit(twiml.p50)} / ${oneDigit(twiml.p95)}`),
    row('  of 100 not connected in time', ({ twiml }) => String(twiml.unconnected)),
    ofWindows(
      'own share of an answer, p50 / p95, ms',
      oneDigit,
      ({ ownShare }) => ownShare.p50,
      ({ ownShare }) => ownShare.p95,
    ),
    row('  p95 of each window', ({ windows }) => windows.map(({ ownShare }) => whole(ownShare.p95)).join('/')),
    ofWindows(
      'interrupted: onset to silence, p50 / p95, ms',
      oneDigit,
      ({ silence }) => silence.p50,
      ({ silence }) => silence.p95,
    ),
    row('  p95 of each window', ({ windows }) => windows.map(({ silence }) => whole(silence.p95)).join('/')),
    ofWindows(
      'answers / interruptions in a window',
      whole,
      ({ ownShare }) => ownShare.count,
      ({ silence }) => silence.count,
    ),
    summed('turns unanswered', ({ unanswered }) => unanswered),
    summed('answers while the caller still spoke', ({ talkedOver }) => talkedOver),
    ofWindows(
      'event loop of the process, p99 / max, ms',
      oneDigit,
      ({ eventLoop }) => eventLoop.p99,
      ({ eventLoop }) => eventLoop.max,
    ),
    '',
    ofWindows(
      'bare 20 ms metronome on the same core, p99 / max',
      oneDigit,
      ({ metronome }) => metronome.p99,
      ({ metronome }) => metronome.max,
    ),
    ofWindows(
      'the phones themselves late, p99 / max, ms',
      oneDigit,
      ({ phones }) => phones.p99,
      ({ phones }) => phones.max,
    ),
    ofWindows('others on the core, %', percent, ({ others }) => others),
    row('windows repeated', ({ repeated }) => String(repeated)),
    ...steps
      .filter(({ failures }) => failures.length > 0)
      .map(({ calls, failures }) => `${calls} calls: ${failures.join(', ')}`),
  ].join('\n');
}

const whole = (value: number): string => value.toFixed(0);
const oneDigit = (value: number): string => value.toFixed(1);
const percent = (share: number): string => (share * 100).toFixed(1);
