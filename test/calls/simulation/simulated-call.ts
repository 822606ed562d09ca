// A call in virtual time: the real reducers, ledger, pacer and recognition plan between a simulated Twilio, caller,
// recogniser, model and voice.
import { FRAME_BYTES, FRAME_MS } from '../../../src/calls/audio/frames.ts';
import { createPacer, planFrames } from '../../../src/calls/audio/pacer.ts';
import { endsWithSentence } from '../../../src/calls/turns/ledger.ts';
import { replyOf } from '../../../src/calls/turns/our-turn.ts';
import type { Line, TurnEffect, TurnEvent, TurnState } from '../../../src/calls/turns/turn-state.ts';
import { beginCall, nextDeadline, reduceTurn } from '../../../src/calls/turns/turn-taking.ts';
import type { Language } from '../../../src/domain/conversations/language.ts';
import { createPlayback } from '../../../src/sandbox/phone/audio/playback.ts';
import { createRecogniser } from './recogniser.ts';
import { createVirtualTime } from './virtual-time.ts';

/** What the caller does. `words` come bit by bit while the voice lasts; a voice without words is a noise. */
export type CallerAct = {
  at: number;
  voiceMs: number;
  words?: string;
  /** It does not stand out from the line. */
  isWeak?: boolean;
};

/** How the model answers, one entry per answer: its sentences, and when (ms after the question) each is written. */
export type Answer = {
  sentences: readonly { text: string; afterMs: number }[];
  /** Undefined: it never ends. */
  doneAfterMs?: number;
  failsAfterMs?: number;
  toolAfterMs?: number;
  hangsUp?: boolean;
};

export type World = {
  language?: Language;
  /** Nothing is understood but keys, from the start. */
  byKeys?: boolean;
  caller?: readonly CallerAct[];
  keys?: readonly { at: number; digit: string }[];
  /** Nobody can be called back. */
  isWithheld?: boolean;
  answers?: readonly Answer[];
  /** Until a sentence's first audio; undefined: the voice never speaks (lines are ready all the same). */
  voiceMs?: number | undefined;
  /** The voice of the model's sentences breaks off after this much audio. */
  voiceBreaksOffMs?: number;
  losesMarks?: boolean;
  /** When the caller's audio stops coming. */
  lineBreaksAt?: number;
  maxMs?: number;
};

/** Speech at 70 ms a character. */
const CHARACTER_MS = 70;
const CHUNK_MS = 200;
/** Fixed sentences come from the disk. */
const LINE_MS = 40;
const NETWORK_MS = 40;
const WORD_MS = 300;
/** After so long the voice detector is sure of a voice, and of its end. */
const NOTICED_MS = 96;
const GONE_MS = 256;
/** So much voice is no cough. */
export const LASTS_MS = 256;

export const LINES: Record<Line, string> = {
  greeting: 'Hello, how can I help?',
  'one-moment': 'One moment, please.',
  'still-working': 'I am still looking.',
  'are-you-there': 'Are you still there?',
  'still-there': 'I cannot hear you.',
  'did-not-catch': 'Sorry, I did not catch that.',
  'cannot-hear-you': 'The line seems to be broken.',
  apology: 'Sorry, something went wrong. Please say that again.',
  goodbye: 'Goodbye.',
  'silence-goodbye': 'I will hang up now. Goodbye.',
  'time-is-up': 'We have to stop here. Goodbye.',
  'technical-goodbye': 'Sorry, we will call you back. Goodbye.',
  menu: 'Press 1 to be called back, or 2 to leave a message.',
  'call-back-noted': 'We will call you back. Goodbye.',
};

export function simulateCall(world: World, untilMs = 60_000) {
  const time = createVirtualTime();
  let state: TurnState = beginCall({
    at: 0,
    language: world.language ?? 'en',
    maxMs: world.maxMs ?? 600_000,
    byKeys: world.byKeys ?? false,
  });
  const effects: (TurnEffect & { at: number })[] = [];
  const playback = createPlayback();
  let pacer = createPacer({ generation: 0, ms: 0 });
  /** The sentence of each frame of this turn; frames carry their sentence's number, so that the ear can tell. */
  let frames: number[] = [];
  let mayPlay = false;
  let epoch = 0;
  let armedFor: number | undefined;
  const recogniser = createRecogniser(time, (text) => happen({ type: 'words', text, at: time.now() }));
  let isOver = false;
  const texts = new Map<number, string>();
  /** What the caller's ear got: frames of each sentence, and the times of silence while the turn was ours. */
  const heardFrames = new Map<number, number>();
  const silences: number[] = [];
  let silentSince: number | undefined;
  const trace: { at: number; state: TurnState }[] = [];

  function happen(event: TurnEvent): void {
    if (isOver) return;
    const [next, todo] = reduceTurn(state, event);
    if (next.phase.type !== state.phase.type) trace.push({ at: event.at, state: next });
    state = next;
    for (const effect of todo) {
      effects.push({ ...effect, at: event.at });
      carryOut(effect);
    }
    arm();
  }

  function arm(): void {
    const at = nextDeadline(state);
    if (at === undefined || at === armedFor) return;
    armedFor = at;
    time.at(at, () => {
      if (armedFor === at) armedFor = undefined;
      if (nextDeadline(state) === at) happen({ type: 'tick', at: time.now() });
    });
  }

  function carryOut(effect: TurnEffect): void {
    switch (effect.type) {
      case 'begin':
        frames = [];
        pacer = createPacer({ generation: effect.generation, ms: 0 });
        mayPlay = true;
        return;
      case 'resume':
        pacer = createPacer({ generation: effect.generation, ms: effect.fromMs });
        mayPlay = true;
        return;
      case 'clear': {
        mayPlay = false;
        for (const name of playback.clear()) sendBack(name);
        return;
      }
      case 'say':
        speak(effect.sentence, LINES[effect.line], LINE_MS);
        return;
      case 'voice':
        if (world.voiceMs !== undefined) speak(effect.sentence, effect.text, world.voiceMs, world.voiceBreaksOffMs);
        return;
      case 'think':
        think(effect.reply);
        return;
      case 'cancel':
        epoch += 1;
        return;
      case 'take-words':
        recogniser.taken();
        return;
      case 'request-call-back':
        time.at(time.now() + 10, () => happen({ type: 'call-back', isNoted: !world.isWithheld, at: time.now() }));
        return;
      case 'hang-up':
        isOver = true;
    }
  }

  function think(reply: number): void {
    const answer = world.answers?.[reply - 1];
    if (answer === undefined) return;
    const mine = epoch;
    const later = (afterMs: number, event: (at: number) => TurnEvent): void =>
      time.at(time.now() + afterMs, () => {
        if (mine === epoch) happen(event(time.now()));
      });
    if (answer.toolAfterMs !== undefined) later(answer.toolAfterMs, (at) => ({ type: 'tool-began', reply, at }));
    for (const { text, afterMs } of answer.sentences) {
      later(Math.max(0, afterMs - 50), (at) => ({ type: 'token', reply, at }));
      later(afterMs, (at) => ({ type: 'sentence', reply, text, at }));
    }
    if (answer.hangsUp) later(answer.doneAfterMs ?? 0, (at) => ({ type: 'hang-up-wanted', reply, at }));
    if (answer.doneAfterMs !== undefined) later(answer.doneAfterMs, (at) => ({ type: 'reply-done', reply, at }));
    if (answer.failsAfterMs !== undefined) later(answer.failsAfterMs, (at) => ({ type: 'reply-failed', reply, at }));
  }

  /** Audio four times as fast as it is spoken, in whole frames. */
  function speak(sentence: number, text: string, afterMs: number, breaksOffMs = Number.POSITIVE_INFINITY): void {
    texts.set(sentence, text);
    const wholeMs = Math.ceil((text.length * CHARACTER_MS) / FRAME_MS) * FRAME_MS;
    const mine = epoch;
    for (let fromMs = 0; fromMs < Math.min(wholeMs, breaksOffMs); fromMs += CHUNK_MS) {
      const ms = Math.min(CHUNK_MS, wholeMs - fromMs);
      time.at(time.now() + afterMs + fromMs / 4, () => {
        if (mine !== epoch || !replyOf(state)?.unvoiced.includes(sentence)) return;
        for (let frame = 0; frame < ms / FRAME_MS; frame++) frames.push(sentence);
        happen({ type: 'audio', sentence, text, ms, at: time.now() });
      });
    }
    if (wholeMs > breaksOffMs) return;
    time.at(time.now() + afterMs + wholeMs / 4 + 1, () => {
      if (mine === epoch) happen({ type: 'audio-done', sentence, at: time.now() });
    });
  }

  function sendBack(name: string): void {
    if (world.losesMarks) return;
    time.at(time.now() + NETWORK_MS, () => happen({ type: 'mark-returned', name, at: time.now() }));
  }

  /** Our timer: frames and marks on their way to Twilio. */
  function pace(): void {
    time.at(time.now() + FRAME_MS, pace);
    if (!mayPlay) return;
    const from = pacer.sentMs / FRAME_MS;
    const isWhole = endsWithSentence(state.ledger);
    const [next, steps] = planFrames(pacer, time.now(), frames.length - from, isWhole);
    pacer = next;
    let sent = from;
    for (const step of steps) {
      if (step.type === 'mark') {
        playback.mark(step.name);
        happen({ type: 'mark-sent', name: step.name, playsUntil: step.playsUntil, at: time.now() });
        continue;
      }
      for (const sentence of frames.slice(sent, sent + step.count)) {
        playback.add(new Uint8Array(FRAME_BYTES).fill(sentence % 250));
      }
      sent += step.count;
    }
  }

  /** Twilio's clock: plays what it has, sends marks back, and a frame of the caller's. */
  function play(): void {
    time.at(time.now() + FRAME_MS, play);
    const frame = new Uint8Array(FRAME_BYTES);
    for (const name of playback.next(frame)) sendBack(name);
    const sentence = frame[0] ?? 0xff;
    if (sentence !== 0xff) heardFrames.set(sentence, (heardFrames.get(sentence) ?? 0) + 1);
    noteSilence(sentence === 0xff);
    if (time.now() < (world.lineBreaksAt ?? Number.POSITIVE_INFINITY)) happen({ type: 'frame', at: time.now() });
  }

  function noteSilence(isSilent: boolean): void {
    const isOurs = replyOf(state) !== undefined;
    if (isSilent && isOurs && !state.voice.isOn) {
      silentSince ??= time.now();
      return;
    }
    if (silentSince !== undefined) silences.push(time.now() - silentSince);
    silentSince = undefined;
  }

  function script({ at, voiceMs, words: text, isWeak = false }: CallerAct): void {
    if (voiceMs < NOTICED_MS) return;
    time.at(at + NOTICED_MS, () => happen({ type: 'voice-began', since: at, at: time.now() }));
    if (voiceMs >= LASTS_MS && !isWeak) time.at(at + LASTS_MS, () => happen({ type: 'voice-lasts', at: time.now() }));
    time.at(at + voiceMs + GONE_MS, () => happen({ type: 'voice-ended', since: at + voiceMs, at: time.now() }));
    time.at(at, () => recogniser.voice(true));
    time.at(at + voiceMs, () => recogniser.voice(false));
    const said = text?.split(' ') ?? [];
    const each = Math.min(WORD_MS, voiceMs / Math.max(1, said.length));
    said.forEach((word, index) => {
      time.at(at + (index + 1) * each, () => recogniser.hear(word, index === said.length - 1));
    });
  }

  for (const act of world.caller ?? []) script(act);
  for (const { at, digit } of world.keys ?? []) time.at(at, () => happen({ type: 'key', digit, at }));
  time.at(0, () => happen({ type: 'started', at: 0 }));
  time.at(7, pace);
  time.at(13, play);
  time.runUntil(untilMs, () => isOver);
  if (silentSince !== undefined) silences.push(time.now() - silentSince);

  return {
    state,
    effects,
    trace,
    endedAt: time.now(),
    /** When each recognition stream was opened. */
    streamsOpenedAt: recogniser.openedAt,
    /** What was said in the order in which it was asked for. */
    said: effects.flatMap((one) => (one.type === 'say' ? [one.line] : one.type === 'voice' ? [one.text] : [])),
    longestSilenceMs: Math.max(0, ...silences),
    /** How much (0 to 1, or more when sent again) of a sentence reached the caller's ear. */
    heardShareOf(text: string): number {
      const sentence = [...texts].findLast(([, one]) => one === text)?.[0];
      return ((heardFrames.get(sentence ?? -1) ?? 0) * FRAME_MS) / (text.length * CHARACTER_MS);
    },
  };
}
