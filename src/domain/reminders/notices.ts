// When a reminder gives notice: 30 and 15 minutes before its due time, and at it. Pure.

/** Minutes before the due time. */
export const NOTICE_OFFSETS = [30, 15, 0] as const;

export type NoticeOffset = (typeof NOTICE_OFFSETS)[number];

const MINUTE_MS = 60_000;

/** How long after the due time its own notice still helps. */
const LATEST_AFTER_DUE_MS = 60 * MINUTE_MS;

/** A tick that runs later than this after its nominal time works for the time it runs at: what it missed is stale. */
const TICK_GRACE_MS = MINUTE_MS;

/** In ms since the epoch. */
export interface Armed {
  dueAt: number;
  /** When the due time was set: what would have been earlier than that was never meant. */
  armedAt: number;
}

export interface Notice {
  offset: NoticeOffset;
  at: number;
}

/** The notices of a due time, the first first. */
export function noticesOf({ dueAt, armedAt }: Armed): Notice[] {
  return NOTICE_OFFSETS.map((offset) => ({ offset, at: dueAt - offset * MINUTE_MS })).filter(({ at }) => at > armedAt);
}

/** The next notice after an instant, or undefined when all are behind it. */
export function nextNoticeAfter(armed: Armed, instant: number): number | undefined {
  return noticesOf(armed).find(({ at }) => at > instant)?.at;
}

/** When a notice is no use any more, ms: the due time for an early one, an hour later for the one at the due time. */
export function pointlessAfter(offset: NoticeOffset, dueAt: number): number {
  return offset === 0 ? dueAt + LATEST_AFTER_DUE_MS : dueAt;
}

/**
 * Whether a notice that is due at a tick is sent, or comes too late. An early one is pointless from the due time on,
 * the one at the due time an hour after it.
 */
export function fateOf(offset: NoticeOffset, dueAt: number, tick: number): 'sent' | 'missed' {
  const latest = pointlessAfter(offset, dueAt);
  const inTime = offset === 0 ? tick <= latest : tick < latest;
  return inTime ? 'sent' : 'missed';
}

/**
 * The instant a tick works for: its nominal time, or the present when it was held up (all workers were down).
 * @param nominal the time the schedule meant, ms
 * @param now the workflow's clock, ms
 */
export function effectiveTick(nominal: number, now: number): number {
  return now - nominal > TICK_GRACE_MS ? now : nominal;
}
