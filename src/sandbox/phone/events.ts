// What happens in a call, in order, for whoever watches: a test, or a person at a terminal.
import { EventEmitter, on } from 'node:events';

export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled';

/** Times inside are ms since the call began. */
export type Happening =
  | { kind: 'status'; status: CallStatus }
  /** The phone carries out a TwiML verb. */
  | { kind: 'verb'; verb: string }
  /** The caller spoke; the words went on the wire in that time. */
  | { kind: 'said'; text: string; fromMs: number; toMs: number }
  /** The caller's ear made out words in what was really played. */
  | { kind: 'heard'; text: string; fromMs: number; toMs: number }
  /** The other side can be heard, whatever it says. */
  | { kind: 'voice'; state: 'begins' | 'ends' }
  | { kind: 'pressed'; key: string }
  | { kind: 'stream'; state: 'started' | 'stopped'; streamSid: string }
  /** The server emptied the phone's buffer of so much audio. */
  | { kind: 'cleared'; droppedMs: number }
  | { kind: 'webhook'; purpose: string; answer: number | string; tookMs: number }
  /** A Twilio error by its code. */
  | { kind: 'problem'; code: number; message: string };

export type CallEvent = { atMs: number } & Happening;

export function createJournal() {
  const beganAt = performance.now();
  const events: CallEvent[] = [];
  const emitter = new EventEmitter().setMaxListeners(0);
  let isClosed = false;

  return {
    events: events as readonly CallEvent[],

    /** ms since the call began */
    nowMs: () => performance.now() - beganAt,

    note(happening: Happening, atMs = performance.now() - beganAt): void {
      const event = { atMs: Math.round(atMs), ...happening };
      events.push(event);
      emitter.emit('event', event);
    },

    /** Nothing more will happen. */
    close(): void {
      isClosed = true;
      emitter.emit('end');
    },

    /** Everything that happened and will happen, until the journal is closed. */
    async *follow(): AsyncGenerator<CallEvent> {
      const coming = on(emitter, 'event', { close: ['end'] });
      yield* events.slice();
      if (isClosed) return;
      for await (const [event] of coming) yield event;
    },
  };
}
