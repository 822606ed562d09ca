// Keys: where recognition is not to be had they are all that is understood; else what is typed counts as said.
import { giveTheFloor } from './barge-in.ts';
import { abandonTurn, beginLine, hangUp, inTurn, replyOf } from './our-turn.ts';
import type { Step, TurnState } from './turn-state.ts';

/** From now on only keys are understood, and the caller is told which. */
export function fallBackToKeys(state: TurnState, at: number): Step {
  if (state.byKeys) return [state, []];
  const silent = { isOn: false, since: at, lasts: false };
  const deaf: Step = [
    { ...state, byKeys: true, voice: silent },
    [{ type: 'fall-back-to-keys' }, { type: 'take-words' }],
  ];
  const reply = replyOf(state);
  // Whoever hears a goodbye has nothing left to press.
  if (reply !== undefined && reply.afterwards !== 'listen') return deaf;
  return inTurn(deaf, (next) => beginLine(next, at, 'menu', 'listen'));
}

/** A key was pressed. Where words are understood it only shows that somebody is there: what it adds to comes as typed. */
export function onKey(state: TurnState, at: number, digit: string): Step {
  const { phase } = state;
  if (!state.byKeys) {
    return [phase.type === 'listening' ? { ...state, asks: 0, phase: { ...phase, since: at } } : state, []];
  }
  const reply = replyOf(state);
  if (reply !== undefined && reply.afterwards !== 'listen') return [state, []];
  const heard: TurnState = { ...state, asks: 0 };
  switch (digit) {
    case '1':
      return [heard, [{ type: 'request-call-back' }]];
    case '2':
      return inTurn(abandonTurn(heard), (next) => hangUp(next, 'leaves-message'));
    default:
      return beginLine(heard, at, 'menu', 'listen');
  }
}

/** A call-back that cannot be noted (a withheld number, a database that is away) is not promised: a message will do. */
export function onCallBack(state: TurnState, at: number, isNoted: boolean): Step {
  const reply = replyOf(state);
  // The key was pressed twice.
  if (reply !== undefined && reply.afterwards !== 'listen') return [state, []];
  return isNoted
    ? beginLine(state, at, 'call-back-noted', 'assistant')
    : inTurn(abandonTurn(state), (next) => hangUp(next, 'leaves-message'));
}

/** Nobody types by accident: our turn ends, whatever was being said. */
export function onTyped(state: TurnState, at: number, text: string): Step {
  const reply = replyOf(state);
  if (reply !== undefined) return reply.afterwards === 'listen' ? giveTheFloor(state, at, text) : [state, []];
  const since = state.phase.type === 'hearing' ? state.phase.since : at;
  return [{ ...state, phase: { type: 'hearing', since, silentSince: at, text, changedAt: at } }, []];
}
