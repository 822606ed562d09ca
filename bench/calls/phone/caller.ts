// One caller's side of the conversation, beat by beat: listens, thinks, speaks, waits for an answer, and interrupts every
// third one. Pure but for its random pauses; times in ms on one clock.
import { endingOf, WAIT_MS } from '../../../src/calls/turns/endpointing.ts';
import { FRAME_BYTES, SILENT_FRAME } from '../../../src/sandbox/audio/frames.ts';
import { between, type Random } from '../../../src/sandbox/seeded-random.ts';
import type { Utterance } from '../voices.ts';
import type { Ear } from './ear.ts';
import type { Tally } from './tally.ts';

/** How long it must be quiet until the caller takes an answer for finished. */
const FINISHED_AFTER_MS = 600;
const THINKS_MS = [100, 900] as const;
/** Who has heard nothing until then is not answered. */
const ANSWER_WITHIN_MS = 5_000;
const INTERRUPTS_EVERY = 3;
const INTERRUPTS_AFTER_MS = 800;

type State =
  | { type: 'listening'; untilQuietFor: number; interruptsAt: number | undefined }
  | { type: 'speaking'; utterance: Utterance; frame: number }
  | { type: 'waiting'; since: number; waitMs: number };

export type Caller = ReturnType<typeof createCaller>;

/** @param tally where it is noted, looked up each time: windows change */
export function createCaller(utterances: readonly Utterance[], ear: Ear, random: Random, tally: () => Tally) {
  let state: State = listening(undefined);
  let turns = Math.floor(random() * utterances.length);
  /** Since when an interrupted answer is to fall silent. */
  let interruptedAt: number | undefined;

  function listening(interruptsAt: number | undefined): State {
    return { type: 'listening', untilQuietFor: FINISHED_AFTER_MS + between(random, THINKS_MS), interruptsAt };
  }

  /** Whether it is time to say something. */
  function begins(now: number): boolean {
    if (state.type === 'waiting') {
      if (now - state.since < ANSWER_WITHIN_MS) return false;
      tally().unanswered += 1;
      return true;
    }
    if (state.type !== 'listening') return false;
    const isInterruption = state.interruptsAt !== undefined && state.interruptsAt <= now && ear.playsUntil() > now;
    if (isInterruption) interruptedAt = now;
    const playsUntil = ear.playsUntil();
    return isInterruption || (Number.isFinite(playsUntil) && now - playsUntil >= state.untilQuietFor);
  }

  function speak(now: number): void {
    const utterance = utterances[turns % utterances.length];
    if (utterance === undefined) return;
    turns += 1;
    if (interruptedAt !== now) ear.forget();
    state = { type: 'speaking', utterance, frame: 0 };
  }

  function endInterruption(silentAt: number): void {
    if (interruptedAt !== undefined) tally().silence.push(silentAt - interruptedAt);
    interruptedAt = undefined;
  }

  return {
    /** The next 20 ms of the caller's voice. */
    beat(now: number): Uint8Array {
      // An answer that ran out before anybody stopped it is silent too.
      if (interruptedAt !== undefined && ear.playsUntil() <= now) {
        endInterruption(ear.playsUntil());
        ear.forget();
      }
      if (begins(now)) speak(now);
      if (state.type !== 'speaking') return SILENT_FRAME;
      const { utterance, frame } = state;
      state.frame += 1;
      const end = state.frame * FRAME_BYTES;
      if (end >= utterance.audio.length) {
        state = { type: 'waiting', since: now, waitMs: WAIT_MS[endingOf(utterance.text)] };
      }
      return utterance.audio.subarray(frame * FRAME_BYTES, end);
    },

    /** The first audio of something was heard. */
    hearsAnswer(at: number): void {
      if (state.type === 'speaking' && interruptedAt === undefined) tally().talkedOver += 1;
      if (state.type !== 'waiting') return;
      tally().ownShare.push(at - state.since - state.waitMs);
      state = listening(turns % INTERRUPTS_EVERY === 0 ? at + INTERRUPTS_AFTER_MS : undefined);
    },

    /** What was being said is stopped. */
    hearsSilence: endInterruption,
  };
}
