// What the calls role counts.
import { Counter, Gauge, type Registry } from 'prom-client';

export interface CallMetrics {
  /** A call came in, and what it was answered with. */
  callAnswered(outcome: 'admitted' | 'full' | 'unknown-number' | 'trouble'): void;
  /** A message of a stream that was dropped, and why. */
  messageDropped(why: 'malformed' | 'too-many'): void;
  /** A stream that was refused, and why. */
  streamRefused(why: 'signature' | 'token' | 'full' | 'no-start' | 'malformed' | 'trouble'): void;
  streamsLive(count: number): void;
}

export function createCallMetrics(register: Registry): CallMetrics {
  const registers = [register];
  const counter = (name: string, help: string, label: string) =>
    new Counter({ name, help, labelNames: [label], registers });
  const answered = counter('prosaas_calls_answered_total', 'Calls by what they were answered with', 'outcome');
  const dropped = counter('prosaas_stream_messages_dropped_total', 'Messages of media streams not taken', 'why');
  const refused = counter('prosaas_streams_refused_total', 'Media streams refused or cut off', 'why');
  const live = new Gauge({ name: 'prosaas_streams_live', help: 'Media streams under way', registers });
  return {
    callAnswered: (outcome) => answered.inc({ outcome }),
    messageDropped: (why) => dropped.inc({ why }),
    streamRefused: (why) => refused.inc({ why }),
    streamsLive: (count) => live.set(count),
  };
}
