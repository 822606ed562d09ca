// Events in, effects out, one after another: what an effect brings about at once waits until the others are carried out.
import type { TurnEffect, TurnEvent, TurnState } from '../turns/turn-state.ts';
import { nextDeadline, reduceTurn } from '../turns/turn-taking.ts';

/** One event, and what followed from it. */
export interface TurnStep {
  before: TurnState;
  event: TurnEvent;
  after: TurnState;
  effects: readonly TurnEffect[];
}

/**
 * @param onStep told of each step, before its effects are carried out
 * @param onFailure told what went wrong with an event. Thrown, it would end the process, and all calls with it.
 */
export function createTurnLoop(
  begun: TurnState,
  carryOut: (effect: TurnEffect) => void,
  onStep: (step: TurnStep) => void,
  onFailure: (error: unknown) => void,
) {
  let state = begun;
  let dueAt = nextDeadline(state);
  const waiting: TurnEvent[] = [];
  let isBusy = false;

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
  }

  return {
    happen,
    state: (): TurnState => state,
    /** To be told often: deadlines are met as late as this comes. @param now ms */
    passTime(now: number): void {
      if (dueAt !== undefined && dueAt <= now) happen({ type: 'tick', at: now });
    },
  };
}
