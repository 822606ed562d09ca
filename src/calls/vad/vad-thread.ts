// The thread that runs the voice detector: some milliseconds at a time, which no call's frames may wait for.
import { parentPort } from 'node:worker_threads';
import { decodeInto } from '../audio/mulaw.ts';
import { runsOf } from './runs.ts';
import { emptyMemory, loadSilero, type Memory, WINDOW_SAMPLES } from './silero.ts';

/** Windows (256 bytes of mu-law each) and the calls they are of, in the order in which they came; and calls that are over. */
export type Order = { calls: number[]; audio: Uint8Array; ended: number[] };
export type Request = Order | 'close';
/** The probabilities, in the order of the windows. `ready` comes once, first. */
export type Answer =
  | { type: 'ready' }
  | { type: 'voices'; probabilities: Float32Array }
  | { type: 'failed'; why: string };

const memories = new Map<number, Memory>();
const silero = await loadSilero();

let working: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: Request) => {
  working = working.then(async () => {
    if (request === 'close') {
      await silero.close();
      parentPort?.close();
    } else parentPort?.postMessage(await answer(request));
  });
});
parentPort?.postMessage({ type: 'ready' } satisfies Answer);

async function answer({ calls, audio, ended }: Order): Promise<Answer> {
  try {
    const probabilities = new Float32Array(calls.length);
    for (const run of runsOf(calls)) {
      const found = await silero.detect(samplesOf(audio, run), memoriesOf(calls, run));
      run.forEach((place, index) => {
        probabilities[place] = found[index] ?? 0;
      });
    }
    return { type: 'voices', probabilities };
  } catch (error) {
    return { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const call of ended) memories.delete(call);
  }
}

function samplesOf(audio: Uint8Array, run: readonly number[]): Float32Array {
  const samples = new Float32Array(run.length * WINDOW_SAMPLES);
  run.forEach((place, index) => {
    decodeInto(samples, index * WINDOW_SAMPLES, audio.subarray(place * WINDOW_SAMPLES, (place + 1) * WINDOW_SAMPLES));
  });
  return samples;
}

function memoriesOf(calls: readonly number[], run: readonly number[]): Memory[] {
  return run.flatMap((place) => {
    const call = calls[place];
    return call === undefined ? [] : [memoryOf(call)];
  });
}

function memoryOf(call: number): Memory {
  const known = memories.get(call);
  if (known !== undefined) return known;
  const memory = emptyMemory();
  memories.set(call, memory);
  return memory;
}
