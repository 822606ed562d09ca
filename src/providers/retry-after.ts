// How long a provider asks us to wait, from its answer's header.

/**
 * `Retry-After` (RFC 9110 10.2.3: seconds or an HTTP date) in ms from `nowMs`.
 * @returns 0 when the header is missing, in the past or unreadable
 */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
