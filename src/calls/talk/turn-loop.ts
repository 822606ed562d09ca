// Events in, effects out, one after another: what an effect brings about at once waits until the others are carried out.
import type { Clock } from '../audio/ticker.ts';
import type { TurnEffect, TurnEvent, TurnState } from '../turns/turn-state.ts';
import { nextDeadline, reduceTurn } from '../turns/turn-taking.ts';

/** One event, and what followed from it. */
export interface TurnStep {
  before: TurnState;
  event: TurnEvent;
  after: TurnState;
  effects: readonly TurnEffect[];
}

export interface TurnLoopParts {
  clock: Clock;
  carryOut(effect: TurnEffect): void;
  /** Told of each step, before its effects are carried out. */
  onStep(step: TurnStep): void;
  /** Told what went wrong with an event. Thrown, it would end the process, and all calls with it. */
  onFailure(error: unknown): void;
}

/** Deadlines nearer than this get a timer of their own; those further away come nearer with `passTime`. */
const SOON_MS = 20;

export function createTurnLoop(begun: TurnState, { clock, carryOut, onStep, onFailure }: TurnLoopParts) {
  let state = begun;
  let dueAt = nextDeadline(state);
  const waiting: TurnEvent[] = [];
  let isBusy = false;
  let isArmed = false;

  function step(event: TurnEvent): void {
    const before = state;
    const [after, effects] = reduceTurn(before, event);
    state = after;
    if (after !== before) dueAt = nextDeadline(after);
    onStep({ before, event, after, effects });
    for (const effect of effects) carryOut(effect);
  }

  function attempt(event: TurnEvent): void {
    try {
      step(event);
    } catch (error) {
      onFailure(error);
    }
  }

  function happen(event: TurnEvent): void {
    waiting.push(event);
    if (isBusy) return;
    isBusy = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) attempt(next);
    isBusy = false;
    arm(event.at);
  }

  function passTime(now: number): void {
    if (dueAt !== undefined && dueAt <= now) happen({ type: 'tick', at: now });
    else arm(now);
  }

  function arm(now: number): void {
    if (isArmed || dueAt === undefined || dueAt - now >= SOON_MS) return;
    isArmed = true;
    clock.after(Math.max(0, dueAt - now), () => {
      isArmed = false;
      passTime(clock.now());
    });
  }

  return {
    happen,
    state: (): TurnState => state,
    /** To be told every 20 ms or so. @param now ms */
    passTime,
  };
}
