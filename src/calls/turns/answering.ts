// While it is our turn: what comes from the model, the voice and the wire, and what is done when it does not come.
import { awaitedPart } from './deadlines.ts';
import { addAudio, clearLedger, completeSentence, isHeardToEnd, noteReturned, noteSent } from './ledger.ts';
import { beginLine, endTurn, giveUp, inTurn, replyOf, sayLine, withReply } from './our-turn.ts';
import { FILLERS } from './turn-limits.ts';
import type { Awaited, Step, Trouble, TurnEvent, TurnState } from './turn-state.ts';

/** Events that belong to one of our turns; those of a turn that is over change nothing. */
export type ReplyEvent = Extract<
  TurnEvent,
  { reply: number } | { sentence: number } | { type: 'mark-sent' | 'mark-returned' }
>;

export function onReplyEvent(state: TurnState, event: ReplyEvent): Step {
  if ('reply' in event) return event.reply === replyOf(state)?.number ? onModel(state, event) : [state, []];
  if ('sentence' in event) {
    return replyOf(state)?.unvoiced.includes(event.sentence) ? onVoice(state, event) : [state, []];
  }
  if (event.type === 'mark-returned') return [{ ...state, ledger: noteReturned(state.ledger, event.name) }, []];
  const ledger = noteSent(state.ledger, event.name, event.playsUntil);
  if (ledger === state.ledger) return [state, []];
  return [withReply({ ...state, ledger }, (reply) => ({ ...reply, quietSince: event.playsUntil })), []];
}

/** Ends the turn when nothing more is to come and all was heard. */
export function endWhenHeard(state: TurnState, at: number): Step {
  const { phase, ledger } = state;
  if (phase.type !== 'answering') return [state, []];
  const { reply } = phase;
  if (awaitedPart(reply) !== undefined || !isHeardToEnd(ledger)) return [state, []];
  if (reply.isAnswered && ledger.producedMs > 0) return endTurn(state, at);
  // Nothing, or nothing but fillers, was said. A model that only asked to hang up leaves the goodbye to us.
  return reply.afterwards === 'listen' || reply.number === undefined
    ? giveUp(state, at, 'reply-failed')
    : beginLine(state, at, 'goodbye', reply.afterwards);
}

/** A part of the answer is late: the caller is told that we are still there, or at last that we failed. */
export function onLate(state: TurnState, at: number, what: Exclude<Awaited, 'nothing'> | 'voice'): Step {
  const trouble: Trouble = `${what}-late`;
  const fillers = replyOf(state)?.fillers ?? 0;
  if (fillers >= FILLERS) return giveUp(state, at, trouble);
  const reported: Step = [state, [{ type: 'report', trouble }]];
  return inTurn(inTurn(reported, dropStalledSentence), (next) => {
    const reply = replyOf(next);
    // Nothing else is to come: to ask for a moment would be a promise.
    if (reply !== undefined && awaitedPart(reply) === undefined) return giveUp(next, at, trouble);
    return sayFiller(next, at);
  });
}

/** Marks did not come back, or audio does not go out: once more from what was heard, then the turn is given up. */
export function onPlaybackLost(state: TurnState, at: number, trouble: Trouble): Step {
  const reported: Step = [state, [{ type: 'report', trouble }]];
  if (replyOf(state)?.wasResent) {
    const silenced: Step = [state, [{ type: 'report', trouble }, { type: 'clear' }, { type: 'cancel' }]];
    return inTurn(silenced, (next) => endTurn(next, at));
  }
  const ledger = clearLedger(state.ledger);
  const resent = withReply({ ...state, ledger }, (reply) => ({ ...reply, wasResent: true, quietSince: at }));
  return inTurn(reported, () => [
    resent,
    [{ type: 'clear' }, { type: 'resume', generation: ledger.generation, fromMs: ledger.heardMs }],
  ]);
}

function onModel(state: TurnState, event: Extract<ReplyEvent, { reply: number }>): Step {
  const awaiting = (awaits: Awaited): TurnState =>
    withReply(state, (reply) => ({ ...reply, awaits, awaitsSince: event.at }));
  switch (event.type) {
    case 'token':
      return [awaiting('token'), []];
    case 'sentence': {
      const sentence = state.sentences + 1;
      const { language } = state;
      const asked = withReply({ ...awaiting('token'), sentences: sentence }, (reply) => ({
        ...reply,
        isAnswered: true,
        unvoiced: [...reply.unvoiced, sentence],
      }));
      return [asked, [{ type: 'voice', sentence, text: event.text, language }]];
    }
    case 'tool-began': {
      const waits = awaiting('tool');
      return isQuiet(state, event.at) ? sayFiller(waits, event.at) : [waits, []];
    }
    case 'hang-up-wanted':
      return [withReply(state, (reply) => ({ ...reply, afterwards: 'assistant' })), []];
    case 'reply-done':
      return [awaiting('nothing'), []];
    case 'reply-failed':
      return giveUp(state, event.at, 'reply-failed');
  }
}

function onVoice(state: TurnState, event: Extract<ReplyEvent, { sentence: number }>): Step {
  const { sentence } = event;
  switch (event.type) {
    case 'audio':
      return [{ ...state, ledger: addAudio(state.ledger, event) }, []];
    case 'audio-done':
      return [withoutSentence({ ...state, ledger: completeSentence(state.ledger, sentence) }, sentence), []];
    case 'voice-failed':
      return giveUp(state, event.at, 'voice-late');
  }
}

/** A filler after another says something else. It counts as something that came. */
function sayFiller(state: TurnState, at: number): Step {
  const line = replyOf(state)?.fillers === 0 ? 'one-moment' : 'still-working';
  const counted = withReply(state, (reply) => ({
    ...reply,
    fillers: reply.fillers + 1,
    quietSince: at,
    awaitsSince: at,
  }));
  return sayLine(counted, line);
}

/** A sentence that broke off in its middle ends there: other audio follows it. */
function dropStalledSentence(state: TurnState): Step {
  const last = state.ledger.sentences.at(-1);
  if (last === undefined || last.isComplete) return [state, []];
  const ledger = completeSentence(state.ledger, last.sentence);
  return [withoutSentence({ ...state, ledger }, last.sentence), [{ type: 'drop-sentence', sentence: last.sentence }]];
}

function withoutSentence(state: TurnState, sentence: number): TurnState {
  return withReply(state, (reply) => ({ ...reply, unvoiced: reply.unvoiced.filter((one) => one !== sentence) }));
}

function isQuiet(state: TurnState, at: number): boolean {
  const reply = replyOf(state);
  return reply !== undefined && reply.unvoiced.length === 0 && reply.quietSince <= at && isHeardToEnd(state.ledger);
}
