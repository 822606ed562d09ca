// A clock in a test's hand, for whatever lives by a metronome.
import type { Clock } from '../../../src/sandbox/phone/audio/metronome.ts';

/** @param errors by how much (ms) its timers fire too late, or too early, one after another and over again */
export function handClock(errors: readonly number[] = [0]) {
  let now = 1_000;
  let timer: { at: number; act: () => void } | undefined;
  let turn = 0;
  const clock: Clock = {
    now: () => now,
    after(delayMs, act) {
      timer = { at: now + Math.max(0.01, delayMs + (errors[turn++ % errors.length] ?? 0)), act };
      return () => {
        timer = undefined;
      };
    },
  };
  return {
    clock,
    /** Lets the time pass up to `untilMs`. */
    run(untilMs: number) {
      while (timer !== undefined && timer.at <= untilMs) {
        const { at, act } = timer;
        timer = undefined;
        now = at;
        act();
      }
      now = untilMs;
    },
  };
}
