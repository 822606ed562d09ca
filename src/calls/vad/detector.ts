// The voice detector as calls see it: frames in, voices out. Windows of many calls go to one thread in batches.
import { Worker } from 'node:worker_threads';
import { createForeground } from './foreground.ts';
import type { Answer, Request } from './vad-thread.ts';
import { createVoiceWatch, type VoiceChange } from './voice-watch.ts';
import { createWindows } from './windows.ts';

/** How long (ms) windows are gathered: what is looked at together costs less. */
const GATHER_MS = 10;
/** 32 ms of mu-law. */
const WINDOW_BYTES = 256;
/** A call may fall this far behind (windows; a second) while the thread is held up; what comes then is not looked at. */
const MOST_BEHIND = 31;

type Call = {
  number: number;
  /** Windows that wait. */
  behind: number;
  heard: (probability: number, at: number) => void;
};

/** A window and when its audio had come (ms). */
type Place = { call: Call; endedAt: number };

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
  const gathered = createGathered();
  let numbers = 0;
  let ended: number[] = [];
  let asked: Place[] | undefined;
  let gathering: NodeJS.Timeout | undefined;

  thread.on('error', (error) => onFailure(error instanceof Error ? error : new Error(String(error))));
  thread.on('message', (answer: Answer) => {
    const places = asked ?? [];
    asked = undefined;
    if (answer.type === 'voices') {
      for (const [index, { call, endedAt }] of places.entries()) {
        if (calls.has(call)) call.heard(answer.probabilities[index] ?? 0, endedAt);
      }
      if (places[0]) onAnswer(places[0].endedAt);
    }
    if (answer.type === 'failed') onFailure(new Error(answer.why));
    gather();
  });

  /** One order at a time: the next grows meanwhile. */
  function gather(): void {
    if (asked === undefined && gathered.count() > 0) gathering ??= setTimeout(ask, GATHER_MS - gathered.ageMs());
  }

  function ask(): void {
    gathering = undefined;
    const { places, audio } = gathered.take();
    asked = places;
    for (const { call } of places) call.behind = 0;
    const order: Request = { calls: places.map(({ call }) => call.number), audio, ended };
    thread.postMessage(order, [audio.buffer]);
    ended = [];
  }

  return {
    /** A call begins. @param onChange told when its voice begins and ends */
    open(onChange: (change: VoiceChange) => void) {
      const foreground = createForeground();
      const watch = createVoiceWatch(foreground);
      const cut = createWindows(WINDOW_BYTES);
      const call: Call = {
        number: numbers++,
        behind: 0,
        heard(probability, at) {
          const change = watch.hear(probability, at);
          if (change !== undefined) onChange(change);
        },
      };
      calls.add(call);
      return {
        /** The caller's next audio (mu-law), which came at `now` (ms). */
        hear(audio: Uint8Array, now: number): void {
          cut.push(audio, (window) => {
            foreground.heard(window, now);
            if (call.behind >= MOST_BEHIND) return;
            call.behind += 1;
            gathered.add({ call, endedAt: now }, window);
          });
          gather();
        },
        /** Audio of ours (mu-law) went out to the caller: it may come back. */
        sent: (audio: Uint8Array, now: number): void => foreground.sent(audio, now),
        close(): void {
          if (calls.delete(call)) ended.push(call.number);
        },
      };
    },

    /** How many windows, of all calls, wait or are being looked at. */
    behind: () => gathered.count() + (asked?.length ?? 0),

    /** Whether the thread is there: without it nobody is heard to begin or to end. */
    isAlive: () => isAlive,

    /** The thread ends by itself, after the batch it is at: terminated in its middle it would abort the process. */
    async close(): Promise<void> {
      clearTimeout(gathering);
      calls.clear();
      thread.postMessage('close' satisfies Request);
      await exited;
    },
  };
}

/** The windows that wait, in the order in which they came, in one stretch of memory. */
function createGathered() {
  let audio = new Uint8Array(32 * WINDOW_BYTES);
  let places: Place[] = [];
  let since = 0;

  return {
    count: () => places.length,

    /** How long the first of them has waited. */
    ageMs: () => performance.now() - since,

    add(place: Place, window: Uint8Array): void {
      if (places.length === 0) since = performance.now();
      const at = places.length * WINDOW_BYTES;
      if (at === audio.length) {
        const larger = new Uint8Array(2 * audio.length);
        larger.set(audio);
        audio = larger;
      }
      audio.set(window, at);
      places.push(place);
    },

    /** All of them, for whoever asks; there are none then. */
    take(): { places: Place[]; audio: Uint8Array<ArrayBuffer> } {
      const taken = { places, audio: audio.slice(0, places.length * WINDOW_BYTES) };
      places = [];
      return taken;
    },
  };
}
