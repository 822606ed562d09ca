// One call: who talks to whom, what is played and said in every 20 ms of it, and how it stands.
import { randomBytes } from 'node:crypto';
import { FRAME_BYTES, FRAME_MS } from '../audio/frames.ts';
import type { PhraseBook } from '../matcher/phrases.ts';
import type { Line } from './audio/line.ts';
import type { Metronome } from './audio/metronome.ts';
import { createPlayback } from './audio/playback.ts';
import { createTrack } from './audio/track.ts';
import { type CallStatus, createJournal } from './events.ts';
import { createEar } from './person/ear.ts';
import { createMouth } from './person/mouth.ts';
import type { Callback } from './twilio/callbacks.ts';
import type { Step } from './twiml/step.ts';

export type CallFacts = {
  accountSid: string;
  from: string;
  to: string;
  direction: 'inbound' | 'outbound-api';
  /** Where it is told how the call goes, and of what. */
  statusCallback: (Callback & { events: readonly string[] }) | undefined;
};

/** A frame of the caller's voice as it arrives at the exchange: at that time (ms) of the conversation. */
export type Inbound = (frame: Uint8Array, atMs: number) => void;

const FINAL: ReadonlySet<CallStatus> = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

export type CallParts = { metronome: Metronome; book: PhraseBook; line: Line; keepsAudio: boolean };

export type PhoneCall = ReturnType<typeof createCall>;

export function createCall(facts: CallFacts, { metronome, book, line, keepsAudio }: CallParts) {
  const journal = createJournal();
  const playback = createPlayback();
  const over = new AbortController();
  const keyListeners = new Set<(key: string) => void>();
  const waitingFrames: { frame: Uint8Array; atMs: number; arrivesMs: number }[] = [];
  const frame = new Uint8Array(FRAME_BYTES);
  const tracks = { caller: createTrack(), other: createTrack() };
  const mouth = createMouth(book.register, line.isClean, (said) => journal.note({ kind: 'said', ...rounded(said) }));
  let ear: ReturnType<typeof createEar> | undefined;
  let status: CallStatus = facts.direction === 'inbound' ? 'ringing' : 'queued';
  let frames = 0;
  let sequence = 0;
  let answeredAtMs = 0;
  let leave: () => void = () => undefined;
  let steer: ((step: Step) => void) | undefined;
  let drained: PromiseWithResolvers<void> | undefined;
  let onInbound: Inbound | undefined;
  let onMarks: ((names: string[]) => void) | undefined;

  function beat(): void {
    const atMs = frames * FRAME_MS;
    const marks = playback.next(frame);
    if (marks.length > 0) onMarks?.(marks);
    ear?.hear(frame);
    const voice = line.mixed(mouth.next(answeredAtMs + atMs), frame);
    mouth.sent(voice, answeredAtMs + atMs + FRAME_MS);
    if (keepsAudio) {
      tracks.caller.add(voice);
      tracks.other.add(frame);
    }
    frames += 1;
    deliver(voice, atMs);
    if (playback.bufferedMs() === 0) drained?.resolve();
  }

  /** Frames come to the exchange in order, when the line lets them. */
  function deliver(voice: Uint8Array, atMs: number): void {
    const arrivesMs = line.arrivalOf(atMs);
    if (arrivesMs === atMs && waitingFrames.length === 0) {
      onInbound?.(voice, atMs);
      return;
    }
    if (arrivesMs !== undefined) waitingFrames.push({ frame: voice.slice(), atMs, arrivesMs });
    for (let first = waitingFrames[0]; first !== undefined && first.arrivesMs <= atMs; first = waitingFrames[0]) {
      waitingFrames.shift();
      onInbound?.(first.frame, first.atMs);
    }
  }

  function setStatus(next: CallStatus): void {
    if (FINAL.has(status) || next === status) return;
    status = next;
    journal.note({ kind: 'status', status });
  }

  return {
    ...facts,
    sid: newSid('CA'),
    createdAt: new Date(),
    /** When it was answered, and when it was over. */
    times: { answeredAt: undefined as Date | undefined, endedAt: undefined as Date | undefined },
    journal,
    playback,
    tracks,
    /** Aborted when the call is over. */
    over: over.signal,

    status: () => status,
    setStatus,
    isFinal: () => FINAL.has(status),
    /** Numbers the status callbacks, from 0. */
    nextSequence: () => sequence++,
    /** How long it has been talked, in ms of its own audio. */
    talkedMs: () => frames * FRAME_MS,
    ear: () => ear,
    mouth,

    /** From now on there is audio both ways. */
    answer(): void {
      if (ear !== undefined || over.signal.aborted) return;
      this.times.answeredAt = new Date();
      answeredAtMs = journal.nowMs();
      setStatus('in-progress');
      ear = createEar(book, answeredAtMs, {
        onHeard: (heard) => journal.note({ kind: 'heard', ...heard }),
        onVoice: (state, atMs) => journal.note({ kind: 'voice', state }, atMs),
      });
      leave = metronome.join(beat);
    },

    /** Ends the call, once; what comes later changes nothing. */
    end(final: CallStatus): void {
      if (over.signal.aborted) return;
      leave();
      this.times.endedAt = new Date();
      mouth.shut(journal.nowMs());
      ear?.finish();
      setStatus(final);
      over.abort();
      drained?.resolve();
    },

    /** Leads the call to something else at once: what a REST update does. */
    redirect: (step: Step) => steer?.(step),
    onRedirect(listener: ((step: Step) => void) | undefined): void {
      steer = listener;
    },

    /** The person presses a key. */
    press(key: string): void {
      journal.note({ kind: 'pressed', key });
      for (const listener of keyListeners) listener(key);
    },
    /** Keys from now on: nobody hears one that was pressed earlier. Returns how to stop. */
    onKey(listener: (key: string) => void): () => void {
      keyListeners.add(listener);
      return () => keyListeners.delete(listener);
    },

    /** Who gets the caller's frames; nobody while it is undefined. */
    hearWith(listener: Inbound | undefined): void {
      onInbound = listener;
    },
    /** Who is told which marks were passed. */
    tellMarks(listener: ((names: string[]) => void) | undefined): void {
      onMarks = listener;
    },

    /** Resolves when all that is buffered was played, or the call is over. */
    async played(): Promise<void> {
      if (playback.bufferedMs() === 0 || over.signal.aborted) return;
      drained = Promise.withResolvers();
      await drained.promise;
      drained = undefined;
    },
  };
}

/** A Twilio id: two letters for its kind and 32 hex digits. */
export function newSid(kind: string): string {
  return `${kind}${randomBytes(16).toString('hex')}`;
}

function rounded({ text, fromMs, toMs }: { text: string; fromMs: number; toMs: number }) {
  return { text, fromMs: Math.round(fromMs), toMs: Math.round(toMs) };
}
