// How much one stream may send: a bucket that fills steadily and holds a burst.

/** Twilio sends 50 messages a second; after a stall the network brings up to some seconds of them at once. */
const PER_SECOND = 100;
const BURST = 600;

/**
 * @param nowMs a clock that only goes forward
 * @returns whether one more message is within what may be sent
 */
export function createAllowance(nowMs: () => number): () => boolean {
  let left = BURST;
  let filledAt = nowMs();
  return () => {
    const now = nowMs();
    left = Math.min(BURST, left + ((now - filledAt) * PER_SECOND) / 1_000);
    filledAt = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
