// The thread that runs the voice detector: up to a millisecond or two a batch, which no call's frames may wait for.
import { parentPort } from 'node:worker_threads';
import { decodeInto } from '../audio/mulaw.ts';
import { emptyMemory, loadSilero, type Memory, WINDOW_SAMPLES } from './silero.ts';

/** One window (256 bytes of mu-law) of each of these calls; and calls that are over. */
export type Order = { calls: number[]; audio: Uint8Array; ended: number[] };
export type Request = Order | 'close';
/** The probabilities, in the order of the calls; null when that batch failed. `ready` comes once, first. */
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
  for (const call of ended) memories.delete(call);
  try {
    const samples = new Float32Array(calls.length * WINDOW_SAMPLES);
    decodeInto(samples, 0, audio);
    return { type: 'voices', probabilities: await silero.detect(samples, calls.map(memoryOf)) };
  } catch (error) {
    return { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

function memoryOf(call: number): Memory {
  const known = memories.get(call);
  if (known !== undefined) return known;
  const memory = emptyMemory();
  memories.set(call, memory);
  return memory;
}
