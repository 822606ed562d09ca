// Who speaks when, for one call. Pure: time comes in with the event, work goes out as effects. All times in ms.
// Start reading here; turn-state.ts has the words, deadlines.ts the watchdogs.
import { languageAfter } from '../../domain/calls/spoken-language.ts';
import type { Language } from '../../domain/conversations/language.ts';
import { endWhenHeard, onLate, onPlaybackLost, onReplyEvent } from './answering.ts';
import { onVoiceEnded, onWordsInOurTurn, resume, stopForVoice } from './barge-in.ts';
import { type Deadline, firstDeadline } from './deadlines.ts';
import { fallBackToKeys, onCallBack, onKey, onTyped } from './keys.ts';
import { createLedger, heardText } from './ledger.ts';
import { beginAnswer, beginLine, hangUp, inTurn, remember, replyOf, withReply } from './our-turn.ts';
import { ASKS, DEAF_TIMES } from './turn-limits.ts';
import type { Line, Step, TurnEvent, TurnState } from './turn-state.ts';

export interface CallBeginning {
  at: number;
  language: Language;
  /** How long it may last. */
  maxMs: number;
  /** Nothing is understood but keys, from the start. */
  byKeys: boolean;
}

/** A call whose stream has just begun. */
export function beginCall({ at, language, maxMs, byKeys }: CallBeginning): TurnState {
  return {
    byKeys,
    phase: { type: 'listening', since: at },
    language,
    history: [],
    ledger: createLedger(0),
    voice: { isOn: false, since: at, lasts: false },
    lastFrameAt: at,
    saidCannotHear: false,
    endsBy: at + maxMs,
    asks: 0,
    deafTimes: 0,
    failures: 0,
    replies: 0,
    sentences: 0,
  };
}

/** When a `tick` is due at the latest; undefined when the call is over. */
export function nextDeadline(state: TurnState): number | undefined {
  return firstDeadline(state)?.at;
}

/** What follows from an event, and from the time at which it came. */
export function reduceTurn(state: TurnState, event: TurnEvent): Step {
  if (state.phase.type === 'over') return [state, []];
  const handled = inTurn(onEvent(state, event), (next) => endWhenHeard(next, event.at));
  return passTime(handled, event.at);
}

/** Each deadline that has passed is acted on once; acting sets a later one. */
function passTime(step: Step, at: number): Step {
  const deadline = firstDeadline(step[0]);
  if (deadline === undefined || deadline.at > at) return step;
  return passTime(
    inTurn(step, (state) => inTurn(onDeadline(state, at, deadline), (next) => endWhenHeard(next, at))),
    at,
  );
}

function onEvent(state: TurnState, event: TurnEvent): Step {
  const { at } = event;
  if (state.byKeys && isOfSpeech(event)) return [state, []];
  switch (event.type) {
    case 'started':
      return beginLine(state, at, state.byKeys ? 'menu' : 'greeting', 'listen');
    case 'frame':
      return [{ ...state, lastFrameAt: at, saidCannotHear: false }, []];
    case 'voice-began':
      return onVoiceBegan({ ...state, voice: { isOn: true, since: event.since, lasts: false } }, event.since);
    case 'voice-lasts':
      return [{ ...state, voice: { ...state.voice, lasts: true } }, []];
    case 'voice-ended': {
      const [next, effects] = onVoiceEnded({ ...state, voice: { isOn: false, since: event.since, lasts: false } }, at);
      return [next, [{ type: 'flush-stt' }, ...effects]];
    }
    case 'words':
      return onWords(state, at, event.text);
    case 'typed':
      return onTyped(state, at, event.text);
    case 'key':
      return onKey(state, at, event.digit);
    case 'call-back':
      return onCallBack(state, at, event.isNoted);
    case 'recognition-lost':
      return fallBackToKeys(state, at);
    case 'stopped':
      return [
        { ...remember(state, 'assistant', heardText(state.ledger)), phase: { type: 'over', reason: 'stopped' } },
        [],
      ];
    case 'tick':
      return [state, []];
    default:
      return onReplyEvent(state, event);
  }
}

/** What may still come of listening when nobody listens any more. */
function isOfSpeech({ type }: TurnEvent): boolean {
  return type === 'words' || type === 'typed' || (type.startsWith('voice-') && type !== 'voice-failed');
}

function onVoiceBegan(state: TurnState, since: number): Step {
  if (state.phase.type === 'listening') return [hearing(state, since, '', state.phase.since), []];
  return [withReply(state, (reply) => ({ ...reply, voiceSince: since, heardVoice: true })), []];
}

function onWords(state: TurnState, at: number, text: string): Step {
  const { phase } = state;
  if (replyOf(state) !== undefined) return onWordsInOurTurn(state, at, text);
  if (phase.type === 'listening') return [text.trim() === '' ? state : hearing(state, at, text, phase.since), []];
  if (phase.type !== 'hearing' || text === phase.text) return [state, []];
  return [{ ...state, phase: { ...phase, text, changedAt: at } }, []];
}

function hearing(state: TurnState, at: number, text: string, silentSince: number): TurnState {
  return { ...state, phase: { type: 'hearing', since: at, silentSince, text, changedAt: at } };
}

function onDeadline(state: TurnState, at: number, deadline: Deadline): Step {
  switch (deadline.type) {
    case 'maximum-duration':
      return reported(deadline.type, beginLine(state, at, 'time-is-up', 'maximum-duration'));
    case 'last-words':
      return hangUp(state, 'maximum-duration');
    case 'no-audio':
      return reported(deadline.type, beginLine({ ...state, saidCannotHear: true }, at, 'cannot-hear-you', 'listen'));
    case 'line-dead':
      return hangUp(state, 'line-dead');
    case 'caller-silent':
      return onCallerSilent(state, at);
    case 'turn-over':
      return takeTurn(state, at);
    case 'only-a-noise':
      return backToListening(state);
    case 'stt-silent':
      return onDeaf(state, at);
    case 'barge-in':
      return stopForVoice(state, at);
    case 'false-alarm':
      return resume(state, at);
    case 'mark-lost':
    case 'playback-stuck':
      return onPlaybackLost(state, at, deadline.type);
    case 'late':
      return onLate(state, at, deadline.what);
  }
}

function reported(trouble: 'maximum-duration' | 'no-audio' | 'stt-silent', [state, effects]: Step): Step {
  return [state, [{ type: 'report', trouble }, ...effects]];
}

function onCallerSilent(state: TurnState, at: number): Step {
  if (state.asks >= ASKS) return beginLine(state, at, 'silence-goodbye', 'caller-silent');
  const asked: Line = state.asks === 0 ? 'are-you-there' : 'still-there';
  const line = state.byKeys ? 'menu' : asked;
  return beginLine({ ...state, asks: state.asks + 1 }, at, line, 'listen');
}

/** The caller has finished: their words are taken, in the language they now speak, and answered. */
function takeTurn(state: TurnState, at: number): Step {
  if (state.phase.type !== 'hearing') return [state, []];
  const { text } = state.phase;
  const language = languageAfter(text, state.language);
  const taken = remember({ ...state, language, asks: 0, deafTimes: 0 }, 'caller', text);
  const effects: Step[1] = [
    { type: 'take-words' },
    ...(language === state.language ? [] : [{ type: 'switch-language' as const, language }]),
  ];
  return inTurn([taken, effects], (next) => beginAnswer(next, at));
}

/** A noise does not make a silent caller less silent. */
function backToListening(state: TurnState): Step {
  if (state.phase.type !== 'hearing') return [state, []];
  return [{ ...state, phase: { type: 'listening', since: state.phase.silentSince } }, []];
}

/** There was a voice for seconds and no word of it. */
function onDeaf(state: TurnState, at: number): Step {
  const deafTimes = state.deafTimes + 1;
  if (deafTimes >= DEAF_TIMES) return reported('stt-silent', fallBackToKeys({ ...state, deafTimes }, at));
  const deaf: Step = [{ ...state, deafTimes }, [{ type: 'restart-stt' }, { type: 'take-words' }]];
  return reported(
    'stt-silent',
    inTurn(deaf, (next) => beginLine(next, at, 'did-not-catch', 'listen')),
  );
}
