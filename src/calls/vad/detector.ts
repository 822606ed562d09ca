// The voice detector as calls see it: frames in, voices out. Windows of many calls go to one thread in batches.
import { Worker } from 'node:worker_threads';
import { createForeground } from './foreground.ts';
import type { Answer, Request } from './vad-thread.ts';
import { createVoiceWatch, type VoiceChange } from './voice-watch.ts';
import { createWindows } from './windows.ts';

/** A batch of 16 costs half as much a call as one by one; with 100 at once each would wait 4 ms for the others. */
const MOST_IN_BATCH = 16;
/** How long (ms) a window waits for others. */
const GATHER_MS = 5;
/** 32 ms of mu-law. */
const WINDOW_BYTES = 256;
/** A call may fall this far behind (windows; a second) while the thread is held up; then the oldest are given up. */
const MOST_BEHIND = 31;

type Call = {
  number: number;
  windows: { audio: Uint8Array; endedAt: number }[];
  heard: (probability: number, at: number) => void;
};

export type VoiceDetector = Awaited<ReturnType<typeof createVoiceDetector>>;

/**
 * Starts the thread; resolves when the model is loaded. To be closed before the process exits: an exit in the middle of
 * a batch ends in an abort of the model's runtime.
 * @param onFailure told what went wrong with a batch or the thread; its windows are lost
 * @param onAnswer told after each batch when the audio of its oldest window had come (ms)
 * @throws Error when the thread does not come up
 */
export async function createVoiceDetector(onFailure: (error: Error) => void, onAnswer: (oldestAt: number) => void) {
  const thread = new Worker(new URL('./vad-thread.ts', import.meta.url));
  let isAlive = true;
  const exited = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      isAlive = false;
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    thread.once('message', () => resolve());
    thread.once('error', reject);
  });
  const calls = new Set<Call>();
  /** Those with windows, in the order in which they got them: who has waited longest comes first. */
  const waiting = new Set<Call>();
  let numbers = 0;
  let ended: number[] = [];
  let asked: { call: Call; endedAt: number }[] | undefined;
  let gathering: NodeJS.Timeout | undefined;

  thread.on('error', (error) => onFailure(error instanceof Error ? error : new Error(String(error))));
  thread.on('message', (answer: Answer) => {
    const batch = asked ?? [];
    asked = undefined;
    if (answer.type === 'voices') {
      for (const [index, { call, endedAt }] of batch.entries()) call.heard(answer.probabilities[index] ?? 0, endedAt);
      if (batch[0]) onAnswer(batch[0].endedAt);
    }
    if (answer.type === 'failed') onFailure(new Error(answer.why));
    gather();
  });

  /** Asks at once when a batch is full, else a little later. One batch at a time: the next grows meanwhile. */
  function gather(): void {
    if (asked !== undefined) return;
    if (waiting.size >= MOST_IN_BATCH) ask();
    else if (waiting.size > 0) gathering ??= setTimeout(ask, GATHER_MS);
  }

  function ask(): void {
    clearTimeout(gathering);
    gathering = undefined;
    const batch = [...waiting].slice(0, MOST_IN_BATCH);
    if (batch.length === 0) return;
    const audio = new Uint8Array(batch.length * WINDOW_BYTES);
    asked = batch.map((call, index) => {
      const window = call.windows.shift();
      waiting.delete(call);
      if (call.windows.length > 0) waiting.add(call);
      audio.set(window?.audio ?? [], index * WINDOW_BYTES);
      return { call, endedAt: window?.endedAt ?? 0 };
    });
    thread.postMessage({ calls: batch.map(({ number }) => number), audio, ended } satisfies Request);
    ended = [];
  }

  return {
    /** A call begins. @param onChange told when its voice begins and ends */
    open(onChange: (change: VoiceChange) => void) {
      const watch = createVoiceWatch();
      const foreground = createForeground();
      const cut = createWindows(WINDOW_BYTES);
      const call: Call = {
        number: numbers++,
        windows: [],
        heard(probability, at) {
          const change = watch.hear(probability, at, () => foreground.standsOut(at));
          if (change !== undefined) onChange(change);
        },
      };
      calls.add(call);
      return {
        /** The caller's next audio (mu-law), which came at `now` (ms). */
        hear(audio: Uint8Array, now: number): void {
          for (const window of cut.push(audio)) {
            foreground.heard(window);
            call.windows.push({ audio: window, endedAt: now });
          }
          if (call.windows.length > 0) waiting.add(call);
          if (call.windows.length > MOST_BEHIND) call.windows.splice(0, call.windows.length - MOST_BEHIND);
          gather();
        },
        /** Audio of ours (mu-law) went out to the caller: it may come back. */
        sent: (audio: Uint8Array, now: number): void => foreground.sent(audio, now),
        close(): void {
          waiting.delete(call);
          if (calls.delete(call)) ended.push(call.number);
        },
      };
    },

    /** How many windows, of all calls, wait or are being looked at. */
    behind: () => [...waiting].reduce((sum, { windows }) => sum + windows.length, asked?.length ?? 0),

    /** Whether the thread is there: without it nobody is heard to begin or to end. */
    isAlive: () => isAlive,

    /** The thread ends by itself, after the batch it is at: terminated in its middle it would abort the process. */
    async close(): Promise<void> {
      clearTimeout(gathering);
      calls.clear();
      waiting.clear();
      thread.postMessage('close' satisfies Request);
      await exited;
    },
  };
}
