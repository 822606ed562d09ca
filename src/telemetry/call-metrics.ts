// What the calls role counts.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { StageTimes } from '../domain/calls/turn.ts';

export interface CallMetrics {
  /** A call came in, and what it was answered with. */
  callAnswered(outcome: 'admitted' | 'full' | 'unknown-number' | 'trouble'): void;
  /** A message of a stream that was dropped, and why. */
  messageDropped(why: 'malformed' | 'too-many'): void;
  /** A stream that was refused, and why. */
  streamRefused(why: 'signature' | 'token' | 'full' | 'no-start' | 'malformed' | 'trouble'): void;
  streamsLive(count: number): void;
  /** A turn is over: where its time went. */
  turnTaken(stages: StageTimes): void;
  /** A watchdog of a call found something late or missing. */
  trouble(what: string): void;
  /** The voice detector has looked at a batch of windows: how long (ms) the oldest of them had waited. */
  voicesLookedFor(behindMs: number): void;
}

/** Seconds: what a caller does not notice, up to what no caller puts up with. */
const STAGE_BUCKETS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

/** Seconds: a window has 32 ms; two of them are what turn-taking does not notice. */
const VAD_BUCKETS = [0.008, 0.016, 0.024, 0.032, 0.048, 0.064, 0.096, 0.128, 0.256, 0.512, 1];

export function createCallMetrics(register: Registry): CallMetrics {
  const registers = [register];
  const counter = (name: string, help: string, label: string) =>
    new Counter({ name, help, labelNames: [label], registers });
  const answered = counter('prosaas_calls_answered_total', 'Calls by what they were answered with', 'outcome');
  const dropped = counter('prosaas_stream_messages_dropped_total', 'Messages of media streams not taken', 'why');
  const refused = counter('prosaas_streams_refused_total', 'Media streams refused or cut off', 'why');
  const troubles = counter('prosaas_call_troubles_total', 'What watchdogs of calls found late or missing', 'what');
  const stages = new Histogram({
    name: 'prosaas_call_stage_seconds',
    help: 'Where the time of a turn went, by stage',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS,
    registers,
  });
  const behind = new Histogram({
    name: 'prosaas_vad_behind_seconds',
    help: 'How long the oldest window of a batch waited for the voice detector',
    buckets: VAD_BUCKETS,
    registers,
  });
  const live = new Gauge({ name: 'prosaas_streams_live', help: 'Media streams under way', registers });
  return {
    callAnswered: (outcome) => answered.inc({ outcome }),
    messageDropped: (why) => dropped.inc({ why }),
    streamRefused: (why) => refused.inc({ why }),
    streamsLive: (count) => live.set(count),
    turnTaken(times) {
      for (const [stage, ms] of Object.entries(times)) if (ms !== null) stages.observe({ stage }, ms / 1_000);
    },
    trouble: (what) => troubles.inc({ what }),
    voicesLookedFor: (behindMs) => behind.observe(behindMs / 1_000),
  };
}
