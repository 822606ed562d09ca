// How many calls this process takes at a time: counted in memory, at once, by the call's own id.

export interface Admission {
  /** Keeps a place for a call whose stream is to come. @returns false when there is none, or none is given any more */
  reserve(callSid: string): boolean;
  /** The stream has come. @returns false when there is no place for it, or the call has a stream */
  occupy(callSid: string): boolean;
  /** The stream will not come. A place that a stream has is not given up by this. */
  unreserve(callSid: string): void;
  /** The call is over, or its stream. */
  leave(callSid: string): void;
  /** No call is let in any more; those that have a place keep it. */
  close(): void;
  readonly isClosed: boolean;
}

/** Twilio opens the stream a second or two after the TwiML that asks for it; a notice may be spoken before. */
const RESERVED_FOR_MS = 30_000;

/**
 * @param max calls at a time
 * @param nowMs a clock that only goes forward
 */
export function createAdmission(max: number, nowMs: () => number): Admission {
  /** Until when a place is kept; for ever while its stream lives. */
  const places = new Map<string, number>();
  let closed = false;

  function hasRoom(): boolean {
    for (const [callSid, until] of places) if (until <= nowMs()) places.delete(callSid);
    return places.size < max;
  }

  return {
    reserve(callSid) {
      if (places.has(callSid)) return true;
      if (closed || !hasRoom()) return false;
      places.set(callSid, nowMs() + RESERVED_FOR_MS);
      return true;
    },
    occupy(callSid) {
      if (places.get(callSid) === Number.POSITIVE_INFINITY) return false;
      if (!places.has(callSid) && (closed || !hasRoom())) return false;
      places.set(callSid, Number.POSITIVE_INFINITY);
      return true;
    },
    unreserve(callSid) {
      if (places.get(callSid) !== Number.POSITIVE_INFINITY) places.delete(callSid);
    },
    leave: (callSid) => void places.delete(callSid),
    close() {
      closed = true;
    },
    get isClosed() {
      return closed;
    },
  };
}
