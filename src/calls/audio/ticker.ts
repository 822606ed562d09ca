// The one timer of the process: every call is woken each 20 ms. Who is woken asks the clock what is due, so a tick that
// comes early, late or not at all changes when frames are sent and never which.
import { FRAME_MS } from './frames.ts';

/** @param now ms, on the ticker's clock */
export type Tick = (now: number) => void;

export type Clock = {
  /** ms */
  now: () => number;
  /** Calls back after about that many ms; Node does so up to 1 ms early. Returns how to take it back. */
  after: (delayMs: number, act: () => void) => () => void;
};

/** Calls are spread over the 20 ms, so that a hundred of them do not all send at one instant. */
const SLOTS = 5;
const SLOT_MS = FRAME_MS / SLOTS;

/** Monotonic: setting the machine's clock moves nothing. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};

export type Ticker = ReturnType<typeof createTicker>;

/** @param onFailure told what a call's tick threw; the other calls go on */
export function createTicker(onFailure: (error: unknown) => void, clock: Clock = realClock) {
  const slots = Array.from({ length: SLOTS }, () => new Set<Tick>());
  const startedAt = clock.now();
  /** The slot whose turn is next, counted from the start. */
  let next = 0;
  let members = 0;
  let disarm: (() => void) | undefined;

  const dueAt = (slot: number): number => startedAt + slot * SLOT_MS;

  function run(): void {
    disarm = undefined;
    const now = clock.now();
    // After a hold-up one round is enough: each tick sends all that has become due.
    next = Math.max(next, Math.floor((now - startedAt) / SLOT_MS) - SLOTS + 1);
    for (; dueAt(next) <= now; next++) {
      for (const tick of slots[next % SLOTS] ?? []) wake(tick, now);
    }
    arm();
  }

  function wake(tick: Tick, now: number): void {
    try {
      tick(now);
    } catch (error) {
      onFailure(error);
    }
  }

  function arm(): void {
    if (members === 0 || disarm !== undefined) return;
    disarm = clock.after(Math.max(0, dueAt(next) - clock.now()), run);
  }

  return {
    /** From now on `tick` is called each 20 ms. Returns how to leave. */
    join(tick: Tick): () => void {
      const slot = slots.reduce((emptiest, one) => (one.size < emptiest.size ? one : emptiest));
      slot.add(tick);
      members += 1;
      arm();
      return () => {
        if (!slot.delete(tick)) return;
        members -= 1;
        if (members > 0) return;
        disarm?.();
        disarm = undefined;
      };
    },
  };
}
