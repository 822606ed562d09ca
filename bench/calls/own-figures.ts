// What the calls process tells of itself: its /metrics, in Prometheus' text form.

export interface OwnFigures {
  /** Batches of the voice detector so far, by how long (ms) their oldest window had waited at most; summed up. */
  vadBatches: { withinMs: number; count: number }[];
  /** Of its event loop since it was asked last, in ms. */
  eventLoop: { p99: number; max: number };
  streams: number;
}

/** @throws Error when it does not answer */
export async function readOwnFigures(callsUrl: string): Promise<OwnFigures> {
  const response = await fetch(`${callsUrl}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${callsUrl}/metrics: ${response.status} ${text}`);
  const value = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  const buckets = text.matchAll(/^prosaas_vad_behind_seconds_bucket\{(?:[^}]*,)?le="([^"]+)"[^}]*\} (\d+)$/gm);
  return {
    vadBatches: Array.from(buckets, ([, le = '', count = '']) => ({
      withinMs: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le) * 1_000,
      count: Number(count),
    })),
    eventLoop: {
      p99: value('nodejs_eventloop_lag_p99_seconds') * 1_000,
      max: value('nodejs_eventloop_lag_max_seconds') * 1_000,
    },
    streams: value('prosaas_streams_live'),
  };
}
