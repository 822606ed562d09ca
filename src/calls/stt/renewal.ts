// Which recognition stream gets which audio, and whose words count. Pure. Google ends a stream after 305 s, so the next
// one is opened before and both are fed until the caller pauses; a stream that breaks is replaced from the last settled
// word on, out of the audio kept by the edge.
import { EMPTY_TRANSCRIPT, handOver, noteResult, type Transcript, takeWords, textOf, wordsOf } from './transcript.ts';

/** Well before the limit, so that there is time to wait for a pause. */
export const RENEW_AFTER_MS = 240_000;
/** Calls that began together must not renew together. */
export const JITTER_MS = 10_000;
/** The hand-over comes by then, pause or not: 15 s before Google's limit. */
export const RENEW_BY_MS = 290_000;
/** Long enough to see that the new stream stands. */
const OVERLAP_MS = 1_000;
/** A pause after which all that was said is recognised, or never will be: Google settles 99 of 100 words in 1.6 s. */
const PAUSE_MS = 2_000;
/** The audio that the edge must keep to feed it again. */
export const KEPT_AUDIO_MS = 10_000;
/** Waits before a stream is opened again, by failures in a row; after the last of them recognition is lost. */
export const REOPEN_AFTER_MS = [0, 250, 500, 1_000, 2_000] as const;

/** `fromMs`: the place in the call's audio (ms from its beginning) at which the stream begins. */
type Stream = { id: number; openedAt: number; renewAt: number; fromMs: number };

export type Recognition = {
  phase:
    | { type: 'one'; stream: Stream }
    /** `said`, `again`: what the old and the new stream have settled since both are fed. */
    | { type: 'two'; old: Stream; next: Stream; said: readonly string[]; again: readonly string[] }
    | { type: 'broken'; reopenAt: number }
    | { type: 'lost' };
  transcript: Transcript;
  /** The place in the call's audio up to which all words are settled. */
  settledMs: number;
  voice: { isOn: boolean; since: number };
  failures: number;
  streams: number;
};

/** `at`: ms on the clock. `audioMs`: how much audio the call has brought so far. */
export type RecognitionEvent = { at: number; audioMs: number } & (
  | { type: 'voice'; isOn: boolean }
  /** `endMs`: the end of the result in the stream's own audio. */
  | { type: 'result'; stream: number; text: string; isFinal: boolean; endMs: number }
  | { type: 'ended'; stream: number }
  | { type: 'taken' }
  | { type: 'tick' }
);

export type RecognitionEffect =
  /** A stream that gets the kept audio from this place on, then what comes. */
  | { type: 'open'; stream: number; fromMs: number }
  | { type: 'close'; stream: number }
  /** All words since they were taken last. */
  | { type: 'words'; text: string }
  /** No stream stays open: the next step of the ladder, or the menu by keys. */
  | { type: 'lost' };

type Step = readonly [Recognition, readonly RecognitionEffect[]];

/** @param jitter 0 to 1, drawn for each call */
export function createRenewal(jitter: number) {
  const renewAfterMs = RENEW_AFTER_MS + jitter * JITTER_MS;

  function openStream(state: Recognition, at: number, fromMs: number): [Recognition, Stream] {
    const stream = { id: state.streams + 1, openedAt: at, renewAt: at + renewAfterMs, fromMs };
    return [{ ...state, streams: stream.id }, stream];
  }

  /** The first stream of a call. */
  function begin(at: number): Step {
    const empty: Recognition = {
      phase: { type: 'lost' },
      transcript: EMPTY_TRANSCRIPT,
      settledMs: 0,
      voice: { isOn: false, since: at },
      failures: 0,
      streams: 0,
    };
    const [state, stream] = openStream(empty, at, 0);
    return [{ ...state, phase: { type: 'one', stream } }, [{ type: 'open', stream: stream.id, fromMs: 0 }]];
  }

  function reduce(state: Recognition, event: RecognitionEvent): Step {
    const [handled, effects] = onEvent(state, event);
    const [renewed, more] = renew(handled, event);
    return [renewed, [...effects, ...more]];
  }

  function onEvent(state: Recognition, event: RecognitionEvent): Step {
    switch (event.type) {
      case 'voice':
        return [{ ...state, voice: { isOn: event.isOn, since: event.at } }, []];
      case 'taken':
        return [{ ...state, transcript: takeWords(state.transcript) }, []];
      case 'result':
        return onResult(state, event);
      case 'ended':
        return onEnded(state, event);
      case 'tick':
        return [state, []];
    }
  }

  function onEnded(state: Recognition, event: Extract<RecognitionEvent, { type: 'ended' }>): Step {
    const { at, stream } = event;
    const { phase } = state;
    if (phase.type === 'two' && stream === phase.next.id) {
      // The old one still stands; a new one is tried a little later.
      const old = { ...phase.old, renewAt: at + (REOPEN_AFTER_MS.at(-1) ?? 0) };
      return [{ ...state, phase: { type: 'one', stream: old } }, []];
    }
    if (phase.type === 'two' && stream === phase.old.id) return finishHandOver(state, []);
    if (phase.type !== 'one' || stream !== phase.stream.id) return [state, []];
    const wait = REOPEN_AFTER_MS[state.failures];
    if (wait === undefined) return [{ ...state, phase: { type: 'lost' } }, [{ type: 'lost' }]];
    return [{ ...state, failures: state.failures + 1, phase: { type: 'broken', reopenAt: at + wait } }, []];
  }

  /** What time brings: a stream to reopen, to renew, or to hand over. */
  function renew(state: Recognition, event: RecognitionEvent): Step {
    const { at, audioMs } = event;
    const { phase, transcript } = state;
    const pauses = !state.voice.isOn && at - state.voice.since >= PAUSE_MS && transcript.open.length === 0;
    const settled = pauses ? { ...state, settledMs: audioMs } : state;
    if (phase.type === 'broken' && at >= phase.reopenAt) {
      const fromMs = Math.max(settled.settledMs, audioMs - KEPT_AUDIO_MS, 0);
      const [next, stream] = openStream(fromMs > settled.settledMs ? withOpenKept(settled) : settled, at, fromMs);
      return [
        { ...next, phase: { type: 'one', stream } },
        [{ type: 'open', stream: stream.id, fromMs: stream.fromMs }],
      ];
    }
    if (phase.type === 'one' && at >= phase.stream.renewAt) {
      const [next, stream] = openStream(settled, at, audioMs);
      const two = { type: 'two', old: phase.stream, next: stream, said: [], again: [] } as const;
      return [{ ...next, phase: two }, [{ type: 'open', stream: stream.id, fromMs: stream.fromMs }]];
    }
    if (phase.type === 'two') {
      const mayHandOver = pauses && at - phase.next.openedAt >= OVERLAP_MS;
      if (mayHandOver || at - phase.old.openedAt >= RENEW_BY_MS) {
        return finishHandOver(settled, [{ type: 'close', stream: phase.old.id }]);
      }
    }
    return [settled, []];
  }

  return { begin, reduce };
}

/** The streams that get the audio that comes now. */
export function streamsFed({ phase }: Recognition): number[] {
  if (phase.type === 'one') return [phase.stream.id];
  return phase.type === 'two' ? [phase.old.id, phase.next.id] : [];
}

/** Only one stream's words count: the old one's until the hand-over. */
function onResult(state: Recognition, event: Extract<RecognitionEvent, { type: 'result' }>): Step {
  const { phase } = state;
  if (phase.type === 'two' && event.stream === phase.next.id) {
    const again = event.isFinal ? [...phase.again, ...wordsOf(event.text)] : phase.again;
    return [{ ...state, phase: { ...phase, again } }, []];
  }
  const counting = phase.type === 'one' ? phase.stream : phase.type === 'two' ? phase.old : undefined;
  if (counting?.id !== event.stream) return [state, []];
  const endMs = counting.fromMs + event.endMs;
  const transcript = noteResult(state.transcript, event.text, event.isFinal);
  const heard: Recognition = { ...state, failures: 0, transcript };
  return [event.isFinal ? settledBy(heard, event.text, endMs) : heard, news(state.transcript, transcript)];
}

function settledBy(state: Recognition, text: string, endMs: number): Recognition {
  const { phase } = state;
  const said = phase.type === 'two' ? { ...phase, said: [...phase.said, ...wordsOf(text)] } : phase;
  return { ...state, phase: said, settledMs: Math.max(state.settledMs, endMs) };
}

function news(before: Transcript, after: Transcript): RecognitionEffect[] {
  return textOf(after) === textOf(before) ? [] : [{ type: 'words', text: textOf(after) }];
}

/** The next stream does not get all of their audio: what was recognised of it is the best there will be. */
function withOpenKept(state: Recognition): Recognition {
  return { ...state, transcript: handOver(state.transcript, state.transcript.saidBefore, []) };
}

function finishHandOver(state: Recognition, effects: readonly RecognitionEffect[]): Step {
  if (state.phase.type !== 'two') return [state, effects];
  const { next, said, again } = state.phase;
  const transcript = handOver(state.transcript, said, again);
  return [{ ...state, transcript, phase: { type: 'one', stream: next } }, effects];
}
