// What of a stream's messages is taken: well-formed ones, of this stream, no more of them than a line may carry.
import type { RawData } from 'ws';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import { createAllowance } from './allowance.ts';
import { readMessage, type StreamMessage } from './protocol.ts';

/** So many malformed messages are no accident. */
const MALFORMED_MAX = 10;

/** A message to act on, nothing to act on, or a stream that sends too much that makes no sense. */
export type Taken = StreamMessage | 'dropped' | 'hopeless';

/** Reads the messages of one socket, in order; what is dropped is counted. */
export function createIntake(metrics: CallMetrics): (data: RawData, isBinary: boolean) => Taken {
  const isAllowed = createAllowance(() => performance.now());
  let streamSid: string | undefined;
  let malformed = 0;

  /** `start` comes once, and everything else is of that stream. */
  function belongs(message: StreamMessage): boolean {
    if (message.event === 'connected' || message.event === 'start') return streamSid === undefined;
    return message.streamSid === streamSid;
  }

  return (data, isBinary) => {
    if (!isAllowed()) {
      metrics.messageDropped('too-many');
      return 'dropped';
    }
    const message = isBinary ? undefined : readMessage(String(data));
    if (message !== undefined && belongs(message)) {
      if (message.event === 'start') streamSid = message.start.streamSid;
      return message;
    }
    metrics.messageDropped('malformed');
    malformed += 1;
    return malformed < MALFORMED_MAX ? 'dropped' : 'hopeless';
  };
}
