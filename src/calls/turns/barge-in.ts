// The caller speaks while it is our turn: we stop at once, then decide by the words whether it meant us.
import { clearLedger, textOf } from './ledger.ts';
import { abandonTurn, inTurn, remember, replyOf, withReply } from './our-turn.ts';
import { DECIDE_MS, LATE_WORDS, LEAST_DECIDE_MS, QUIET_MS } from './turn-limits.ts';
import type { Step, TurnState } from './turn-state.ts';
import { isBackchannel, isEchoOf } from './turn-words.ts';

/** A voice has lasted: silence, and a little time for words. */
export function stopForVoice(state: TurnState, at: number): Step {
  const reply = replyOf(state);
  if (reply === undefined) return [state, []];
  // The wait is silence of ours too: it ends before a caller who said nothing would feel left alone.
  const latest = Math.max(at + LEAST_DECIDE_MS, reply.quietSince + QUIET_MS);
  const decideBy = Math.min(at + DECIDE_MS, latest);
  return [
    {
      ...state,
      ledger: clearLedger(state.ledger),
      phase: {
        type: 'interrupted',
        // From now on it is quiet, whatever Twilio was still to play.
        reply: { ...reply, quietSince: Math.min(reply.quietSince, at) },
        decideBy,
        saidNothing: false,
      },
    },
    [{ type: 'clear' }],
  ];
}

/** It was a noise, an echo or an "mm-hm": on from what was heard last. */
export function resume(state: TurnState, at: number): Step {
  if (state.phase.type !== 'interrupted') return [state, []];
  const { reply } = state.phase;
  const resumed = { ...reply, falseAlarms: reply.falseAlarms + 1, voiceSince: undefined, quietSince: at };
  const { generation, heardMs } = state.ledger;
  return [
    { ...state, phase: { type: 'answering', reply: resumed } },
    [{ type: 'resume', generation, fromMs: heardMs }],
  ];
}

/** The caller's words while it is our turn. */
export function onWordsInOurTurn(state: TurnState, at: number, text: string): Step {
  const reply = replyOf(state);
  if (reply === undefined || text.trim() === '') return [state, []];
  if (reply.afterwards !== 'listen') return [state, []];
  // Without a voice that stands out, our own words are our echo.
  const isEcho = state.phase.type === 'answering' && !state.voice.lasts && isEchoOf(text, textOf(state.ledger));
  if (isEcho) return [state, [{ type: 'take-words' }]];
  const isHeard = state.ledger.heardMs > 0 || state.ledger.sentMs > 0;
  if (isBackchannel(text) && (isHeard || state.phase.type === 'interrupted')) return onBackchannel(state, at, text);
  const isLate = isHeard && !reply.heardVoice && text.trim().split(/\s+/).length <= LATE_WORDS;
  if (isLate) return [remember(state, 'caller', text), [{ type: 'take-words' }]];
  return giveTheFloor(state, at, text);
}

/** The voice ended while we wait for words. */
export function onVoiceEnded(state: TurnState, at: number): Step {
  if (state.phase.type === 'interrupted' && state.phase.saidNothing) return resume(state, at);
  return [withReply(state, (reply) => ({ ...reply, voiceSince: undefined })), []];
}

function onBackchannel(before: TurnState, at: number, text: string): Step {
  const said = [asideOf(before, at), text].join(' ').trim();
  const state = withReply(before, (reply) => ({ ...reply, aside: { text: said, at } }));
  const taken: Step = [state, [{ type: 'take-words' }]];
  if (state.phase.type !== 'interrupted') return taken;
  const { phase } = state;
  if (!state.voice.isOn) return inTurn(taken, (next) => resume(next, at));
  return inTurn(taken, (next) => [{ ...next, phase: { ...phase, saidNothing: true } }, []]);
}

/** The caller meant us: what was heard of us stays, the rest was never said. */
export function giveTheFloor(state: TurnState, at: number, text: string): Step {
  const isCleared = state.phase.type === 'interrupted';
  const [left, effects] = abandonTurn(state);
  const next = remember(left, 'caller', asideOf(state, at));
  const since = state.voice.isOn ? state.voice.since : at;
  return [
    { ...next, phase: { type: 'hearing', since, silentSince: at, text, changedAt: at } },
    isCleared ? effects.filter(({ type }) => type !== 'clear') : effects,
  ];
}

/** "Yes" may come alone first and turn out to begin "yes, but". */
function asideOf(state: TurnState, at: number): string {
  const aside = replyOf(state)?.aside;
  return aside !== undefined && at - aside.at <= DECIDE_MS ? aside.text : '';
}
