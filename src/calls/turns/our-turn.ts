// Our side of the conversation: beginning a turn, saying lines in it, ending it with what was heard.
import type { Said } from '../../domain/calls/speech.ts';
import { clearLedger, createLedger, heardText, isHeardToEnd } from './ledger.ts';
import { FAILURES } from './turn-limits.ts';
import type { EndReason, Line, Reply, Step, Trouble, TurnState } from './turn-state.ts';

/** Does one thing after another; their effects follow each other. */
export function inTurn([state, effects]: Step, next: (state: TurnState) => Step): Step {
  const [after, more] = next(state);
  return [after, [...effects, ...more]];
}

/** Both say a thing in pieces: what follows the same speaker's words joins them. */
export function remember(state: TurnState, speaker: Said['speaker'], text: string): TurnState {
  const words = text.trim();
  if (words === '') return state;
  const last = state.history.at(-1);
  if (last?.speaker !== speaker) return { ...state, history: [...state.history, { speaker, text: words }] };
  return { ...state, history: [...state.history.slice(0, -1), { speaker, text: `${last.text} ${words}` }] };
}

/** The model is to answer. */
export function beginAnswer(state: TurnState, at: number): Step {
  const number = state.replies + 1;
  const begun = beginTurn({ ...state, replies: number }, at, { number, awaits: 'first-token', afterwards: 'listen' });
  return inTurn(begun, (next) => [next, [{ type: 'think', reply: number }]]);
}

/** We say a line, and nothing else. What is being said, if anything, is given up for it. */
export function beginLine(state: TurnState, at: number, line: Line, afterwards: Reply['afterwards']): Step {
  const begun = beginTurn(state, at, { number: undefined, awaits: 'nothing', afterwards });
  return inTurn(begun, (next) => sayLine(next, line));
}

/** Adds a line to what is being said. */
export function sayLine(state: TurnState, line: Line): Step {
  const sentence = state.sentences + 1;
  const said = withReply({ ...state, sentences: sentence }, (reply) => ({
    ...reply,
    unvoiced: [...reply.unvoiced, sentence],
  }));
  return [said, [{ type: 'say', sentence, line, language: state.language }]];
}

/** The reply of our turn, changed; a state that has none is left alone. */
export function withReply(state: TurnState, change: (reply: Reply) => Reply): TurnState {
  const { phase } = state;
  if (phase.type !== 'answering' && phase.type !== 'interrupted') return state;
  return { ...state, phase: { ...phase, reply: change(phase.reply) } };
}

/** The reply of our turn; undefined when it is not ours. */
export function replyOf({ phase }: TurnState): Reply | undefined {
  return phase.type === 'answering' || phase.type === 'interrupted' ? phase.reply : undefined;
}

/** Stops what is being said and thought of. What was heard of it is remembered. */
export function abandonTurn(state: TurnState): Step {
  if (replyOf(state) === undefined) return [state, []];
  const heard = remember(state, 'assistant', heardText(state.ledger));
  return [
    { ...heard, ledger: createLedger(clearLedger(state.ledger).generation) },
    [...(isHeardToEnd(state.ledger) ? [] : [{ type: 'clear' as const }]), { type: 'cancel' }],
  ];
}

/** The turn ends when all of it was heard, or all that will be. */
export function endTurn(state: TurnState, at: number): Step {
  const reply = replyOf(state);
  if (reply === undefined) return [state, []];
  const heard = remember(state, 'assistant', heardText(state.ledger));
  const ended = { ...heard, ledger: createLedger(state.ledger.generation + 1) };
  if (reply.afterwards !== 'listen') return hangUp(ended, reply.afterwards);
  const failures = reply.number === undefined ? state.failures : 0;
  const next = { ...ended, failures };
  if (!state.voice.isOn) return [{ ...next, phase: { type: 'listening', since: at } }, []];
  return [{ ...next, phase: { type: 'hearing', since: at, silentSince: at, text: '', changedAt: at } }, []];
}

/** The answer will not come: an apology, and after several in a row the end of the call. */
export function giveUp(state: TurnState, at: number, trouble: Trouble): Step {
  const reply = replyOf(state);
  const reported: Step = [{ ...state, failures: state.failures + 1 }, [{ type: 'report', trouble }]];
  // A goodbye that cannot be said is left unsaid.
  if (reply !== undefined && reply.afterwards !== 'listen') {
    const afterwards = trouble === 'voice-late' && reply.afterwards === 'failed' ? 'voiceless' : reply.afterwards;
    return inTurn(reported, (next) => inTurn(abandonTurn(next), (left) => hangUp(left, afterwards)));
  }
  return inTurn(reported, (next) =>
    next.failures >= FAILURES
      ? beginLine(next, at, 'technical-goodbye', 'failed')
      : beginLine(next, at, 'apology', 'listen'),
  );
}

/** The call ends now. */
export function hangUp(state: TurnState, reason: EndReason): Step {
  return [{ ...state, phase: { type: 'over', reason } }, [{ type: 'hang-up', reason }]];
}

function beginTurn(state: TurnState, at: number, turn: Pick<Reply, 'number' | 'awaits' | 'afterwards'>): Step {
  return inTurn(abandonTurn(state), (next) => {
    const ledger = createLedger(next.ledger.generation + 1);
    const reply: Reply = {
      ...turn,
      awaitsSince: at,
      isAnswered: turn.number === undefined,
      unvoiced: [],
      quietSince: at,
      fillers: 0,
      falseAlarms: 0,
      wasResent: false,
      // A voice that goes on is a noise, or words will tell.
      voiceSince: undefined,
      aside: undefined,
      heardVoice: next.voice.isOn,
    };
    return [
      { ...next, ledger, phase: { type: 'answering', reply } },
      [{ type: 'begin', generation: ledger.generation }],
    ];
  });
}
