// How long to wait for more before answering: people write in bursts, and one answer to a burst is what they expect.

/** The messages waiting for an answer, by the times at which they reached us, in ms since the epoch. */
export interface Burst {
  firstAt: number;
  lastAt: number;
  now: number;
}

/** In ms. */
export interface DebounceLimits {
  /** Silence that ends a burst. */
  silenceMs: number;
  /** The longest that the first message waits, however long the burst goes on. */
  longestMs: number;
}

/** What holds where a business has not chosen otherwise. */
export const DEBOUNCE: DebounceLimits = { silenceMs: 2_000, longestMs: 8_000 };

/** What is left to wait, in ms; 0 means answer now. Never more than one silence: a clock that runs ahead must not hold a customer up. */
export function waitMs({ firstAt, lastAt, now }: Burst, { silenceMs, longestMs }: DebounceLimits = DEBOUNCE): number {
  const due = Math.min(lastAt + silenceMs, firstAt + longestMs);
  return Math.min(Math.max(due - now, 0), silenceMs);
}
