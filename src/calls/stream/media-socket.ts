// One Media Stream: from its socket to the session that talks on it.
import { type RawData, WebSocket } from 'ws';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import type { CallLine, CallSession } from '../session.ts';
import { createAllowance } from './allowance.ts';
import { createGapFinder } from './gaps.ts';
import { createWriter, readMessage, type StreamMessage, type StreamStart } from './protocol.ts';

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
  /** Writes down that the call is to end with its stream. */
  decideHangUp(start: StreamStart): Promise<void>;
}

/** Twilio sends `start` right after the handshake. */
const START_WITHIN_MS = 5_000;
/** So many malformed messages are no accident. */
const MALFORMED_MAX = 10;
/** What waits in the socket when Twilio does not take it: half a minute of audio. */
const OVERFLOW_BYTES = 512 * 1024;

/** Close codes: an ordinary end, and a client that breaks the rules. */
const NORMAL = 1000;
const POLICY = 1008;

/** Carries one stream until its socket is closed; resolves then. */
export function carryStream(socket: WebSocket, gate: StreamGate, metrics: CallMetrics): Promise<void> {
  const isAllowed = createAllowance(() => performance.now());
  const silenceBefore = createGapFinder();
  const closed = Promise.withResolvers<void>();
  /** What came while the gate was asked. */
  const waiting: StreamMessage[] = [];
  let start: StreamStart | undefined;
  let opened: OpenedStream | undefined;
  let malformed = 0;
  const deadline = setTimeout(() => refuse('no-start'), START_WITHIN_MS);

  function refuse(why: Parameters<CallMetrics['streamRefused']>[0]): void {
    metrics.streamRefused(why);
    socket.close(POLICY);
  }

  function onMalformed(): void {
    metrics.messageDropped('malformed');
    malformed += 1;
    if (malformed === MALFORMED_MAX) refuse('malformed');
  }

  function onData(data: RawData, isBinary: boolean): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (isAllowed()) take(isBinary ? undefined : readMessage(String(data)));
    else metrics.messageDropped('too-many');
  }

  function take(message: StreamMessage | undefined): void {
    if (message === undefined || !belongs(message)) onMalformed();
    else if (message.event === 'start') void begin(message.start);
    else if (opened === undefined) waiting.push(message);
    else deliver(message, opened.session);
  }

  /** `start` comes once, and everything else is of that stream. */
  function belongs(message: StreamMessage): boolean {
    if (message.event === 'connected' || message.event === 'start') return start === undefined;
    return message.streamSid === start?.streamSid;
  }

  async function begin(started: StreamStart): Promise<void> {
    start = started;
    clearTimeout(deadline);
    const entered = await gate.enter(started, lineOf(socket, started, gate)).catch(() => 'trouble' as const);
    if (typeof entered === 'string') return refuse(entered);
    opened = entered;
    for (const message of waiting.splice(0)) deliver(message, entered.session);
    if (socket.readyState !== WebSocket.OPEN) finish();
  }

  function deliver(message: StreamMessage, session: CallSession): void {
    switch (message.event) {
      case 'media': {
        const silence = silenceBefore(message.audio, message.timestampMs);
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
        socket.close(NORMAL);
    }
  }

  /** Once, however it ended. */
  function finish(): void {
    const over = opened;
    opened = undefined;
    if (over === undefined) return;
    over.session.onStop();
    over.ended();
  }

  socket.on('message', onData);
  socket.on('error', () => undefined); // What it means is in the close that follows.
  socket.once('close', () => {
    clearTimeout(deadline);
    finish();
    closed.resolve();
  });
  return closed.promise;
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
    async hangUp() {
      await gate.decideHangUp(start).finally(() => socket.close(NORMAL));
    },
  };
}
