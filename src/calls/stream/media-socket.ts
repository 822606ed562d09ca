// One Media Stream: from its socket to the session that talks on it.
import { WebSocket } from 'ws';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import type { CallLine, CallSession } from '../session.ts';
import { createGapFinder } from './gaps.ts';
import { createIntake } from './intake.ts';
import { createWriter, type StreamMessage, type StreamStart } from './protocol.ts';

/** A stream that was let in: its session, and what is to be done when it is over. */
export interface OpenedStream {
  session: CallSession;
  ended(): void;
}

/** Why a stream is not let in. */
export type StreamRefusal = 'token' | 'full' | 'trouble';

export interface StreamGate {
  /** Called once, at `start`; the line may be played on at once. */
  enter(start: StreamStart, line: CallLine): Promise<OpenedStream | StreamRefusal>;
  /** Writes down what follows the stream. */
  decide(start: StreamStart, next: 'hang-up' | 'message'): Promise<void>;
}

/** Twilio sends `start` right after the handshake. */
const START_WITHIN_MS = 5_000;
/** What waits in the socket when Twilio does not take it: half a minute of audio. */
const OVERFLOW_BYTES = 512 * 1024;

/** Close codes: an ordinary end, and a client that breaks the rules. */
const NORMAL = 1000;
const POLICY = 1008;

/** Carries one stream until its socket is closed; resolves then. */
export function carryStream(socket: WebSocket, gate: StreamGate, metrics: CallMetrics): Promise<void> {
  const take = createIntake(metrics);
  const closed = Promise.withResolvers<void>();
  /** What came while the gate was asked. */
  const waiting: StreamMessage[] = [];
  let opened: OpenedStream | undefined;
  let deliver: ((message: StreamMessage) => void) | undefined;
  const deadline = setTimeout(() => refuse('no-start'), START_WITHIN_MS);

  function refuse(why: Parameters<CallMetrics['streamRefused']>[0]): void {
    metrics.streamRefused(why);
    socket.close(POLICY);
  }

  async function begin(start: StreamStart): Promise<void> {
    clearTimeout(deadline);
    const entered = await gate.enter(start, lineOf(socket, start, gate)).catch(() => 'trouble' as const);
    if (typeof entered === 'string') return refuse(entered);
    opened = entered;
    deliver = deliveryTo(entered.session, () => socket.close(NORMAL));
    waiting.splice(0).forEach(deliver);
    // The caller may have hung up meanwhile.
    if (socket.readyState === WebSocket.CLOSED) finish();
  }

  /** Once, however it ended. */
  function finish(): void {
    const over = opened;
    opened = undefined;
    over?.session.onStop();
    over?.ended();
  }

  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const taken = take(data, isBinary);
    if (taken === 'hopeless') refuse('malformed');
    else if (taken === 'dropped') return;
    else if (taken.event === 'start') void begin(taken.start);
    else if (deliver) deliver(taken);
    else waiting.push(taken);
  });
  socket.on('error', () => undefined); // What it means is in the close that follows.
  socket.once('close', () => {
    clearTimeout(deadline);
    finish();
    closed.resolve();
  });
  return closed.promise;
}

/** Hands messages to a session, with silence where audio was lost. */
function deliveryTo(session: CallSession, stop: () => void): (message: StreamMessage) => void {
  const missingBefore = createGapFinder();
  return (message) => {
    switch (message.event) {
      case 'media': {
        const silence = missingBefore(message.audio, message.timestampMs);
        if (silence) session.onAudio(silence);
        session.onAudio(message.audio);
        break;
      }
      case 'mark':
        session.onMark(message.name);
        break;
      case 'dtmf':
        session.onDtmf(message.digit);
        break;
      case 'stop':
        stop();
    }
  };
}

function lineOf(socket: WebSocket, start: StreamStart, gate: StreamGate): CallLine {
  const writer = createWriter(start.streamSid);
  const send = (text: string): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > OVERFLOW_BYTES) socket.terminate();
    else socket.send(text);
  };
  return {
    play: (audio) => send(writer.media(audio)),
    mark: (name) => send(writer.mark(name)),
    clear: () => send(writer.clear()),
    hangUp: () => gate.decide(start, 'hang-up').finally(() => socket.close(NORMAL)),
    takeMessage: () => gate.decide(start, 'message').finally(() => socket.close(NORMAL)),
  };
}
