// The one clock of all calls: each gets its beat every 20 ms, at times fixed from the start, so that nothing drifts.
import { FRAME_MS } from '../../audio/frames.ts';

/** `dueAt` is when the beat should have come, on the clock's own scale. */
export type Beat = (dueAt: number) => void;

export type Clock = {
  /** ms */
  now: () => number;
  /** Calls back after about that many ms, perhaps a little early. Returns how to take it back. */
  after: (delayMs: number, act: () => void) => () => void;
};

/** Calls do not begin at the same instant: they are spread over this many steps of a frame. */
const STEPS = 10;
const STEP_MS = FRAME_MS / STEPS;

const realClock: Clock = {
  now: () => performance.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};

export type Metronome = ReturnType<typeof createMetronome>;

/** Stands still while nobody has joined. */
export function createMetronome(clock: Clock = realClock) {
  const startedAt = clock.now();
  const steps = Array.from({ length: STEPS }, () => new Set<Beat>());
  let members = 0;
  /** The step that comes next, counted from the start. */
  let next = 0;
  let disarm: (() => void) | undefined;

  const dueAt = (step: number): number => startedAt + step * STEP_MS;
  const beatsOf = (step: number): Set<Beat> => steps[step % STEPS] ?? new Set();

  function run(): void {
    disarm = undefined;
    // A timer may fire a millisecond early: then nothing is due yet and it is set again. Late ones catch up.
    for (const now = clock.now(); dueAt(next) <= now; next++) {
      for (const beat of beatsOf(next)) beat(dueAt(next));
    }
    arm();
  }

  function arm(): void {
    if (members === 0 || disarm !== undefined) return;
    let step = next;
    while (beatsOf(step).size === 0) step += 1;
    disarm = clock.after(Math.max(0, dueAt(step) - clock.now()), run);
  }

  return {
    /** From now on `beat` is called every 20 ms. Returns how to leave. */
    join(beat: Beat): () => void {
      const soon = Math.ceil((clock.now() - startedAt) / STEP_MS);
      if (members === 0) next = soon;
      const mine = beatsOf(soon);
      mine.add(beat);
      members += 1;
      disarm?.();
      disarm = undefined;
      arm();
      return () => {
        if (mine.delete(beat)) members -= 1;
      };
    },

    /** Ends all beats. */
    close(): void {
      for (const beats of steps) beats.clear();
      members = 0;
      disarm?.();
      disarm = undefined;
    },
  };
}
