// What must have happened by when: the watchdogs of a call. Pure; what each of them does is in turn-taking.ts.
import { MARK_EVERY_MS } from '../audio/pacer.ts';
import { turnEndsAt } from './endpointing.ts';
import { endsWithSentence, isHeardToEnd, markDeadline } from './ledger.ts';
import {
  BARGE_IN_MS,
  CALLER_SILENT_MS,
  FALSE_ALARMS,
  LAST_WORDS_MS,
  LATE_MS,
  LINE_DEAD_MS,
  MUST_HAVE_WORDS_MS,
  NO_AUDIO_MS,
  NO_WORDS_MS,
  QUIET_MS,
  STT_SILENT_MS,
} from './turn-limits.ts';
import type { Reply, TurnState } from './turn-state.ts';

export type Deadline = { at: number } & (
  | { type: 'maximum-duration' | 'last-words' | 'no-audio' | 'line-dead' }
  | { type: 'caller-silent' | 'turn-over' | 'stt-silent' | 'only-a-noise' }
  | { type: 'barge-in' | 'mark-lost' | 'playback-stuck' | 'false-alarm' }
  | { type: 'late'; what: keyof typeof LATE_MS }
);

/** The deadline that comes first. Undefined when the call is over. */
export function firstDeadline(state: TurnState): Deadline | undefined {
  if (state.phase.type === 'over') return undefined;
  return [...callDeadlines(state), ...phaseDeadlines(state)].reduce((first, one) => (one.at < first.at ? one : first));
}

/** Whether the call is to end after what is being said. */
export function isClosing({ phase }: TurnState): boolean {
  return (phase.type === 'answering' || phase.type === 'interrupted') && phase.reply.afterwards !== 'listen';
}

/** What keeps the caller waiting: a sentence's audio, or the model. */
export function awaitedPart({ unvoiced, awaits }: Reply): keyof typeof LATE_MS | undefined {
  if (unvoiced.length > 0) return 'voice';
  return awaits === 'nothing' ? undefined : awaits;
}

function callDeadlines(state: TurnState): [Deadline, ...Deadline[]] {
  const { endsBy, lastFrameAt, saidCannotHear } = state;
  const last: Deadline = { type: 'last-words', at: endsBy + LAST_WORDS_MS };
  const dead: Deadline = { type: 'line-dead', at: lastFrameAt + LINE_DEAD_MS };
  if (isClosing(state)) return [last, dead];
  const end: Deadline = { type: 'maximum-duration', at: endsBy };
  if (saidCannotHear) return [last, dead, end];
  return [last, dead, end, { type: 'no-audio', at: lastFrameAt + NO_AUDIO_MS }];
}

function phaseDeadlines(state: TurnState): Deadline[] {
  const { phase, voice } = state;
  switch (phase.type) {
    case 'over':
      return [];
    case 'listening':
      return [{ type: 'caller-silent', at: phase.since + CALLER_SILENT_MS }];
    case 'hearing': {
      const quietSince = voice.isOn ? undefined : Math.max(voice.since, phase.since);
      const endsAt = turnEndsAt({ text: phase.text, changedAt: phase.changedAt, quietSince });
      if (endsAt !== undefined) return [{ type: 'turn-over', at: endsAt }];
      if (quietSince === undefined) return [{ type: 'stt-silent', at: phase.since + STT_SILENT_MS }];
      const hadWords = quietSince - phase.since >= MUST_HAVE_WORDS_MS;
      return [{ type: hadWords ? 'stt-silent' : 'only-a-noise', at: quietSince + NO_WORDS_MS }];
    }
    case 'interrupted':
      return [{ type: 'false-alarm', at: phase.decideBy }];
    case 'answering':
      return replyDeadlines(state, phase.reply);
  }
}

function replyDeadlines(state: TurnState, reply: Reply): Deadline[] {
  const deadlines: Deadline[] = [];
  const { ledger } = state;
  const mark = markDeadline(ledger);
  if (mark !== undefined) deadlines.push({ type: 'mark-lost', at: mark });
  const canInterrupt = reply.afterwards === 'listen' && reply.falseAlarms < FALSE_ALARMS && !isHeardToEnd(ledger);
  if (canInterrupt && reply.voiceSince !== undefined && state.voice.isOn) {
    deadlines.push({ type: 'barge-in', at: reply.voiceSince + BARGE_IN_MS });
  }
  // The rest of a sentence that is still being voiced is sent without a mark.
  const unsentMs = ledger.producedMs - ledger.sentMs;
  if (unsentMs >= MARK_EVERY_MS || (unsentMs > 0 && endsWithSentence(ledger))) {
    deadlines.push({ type: 'playback-stuck', at: reply.quietSince + QUIET_MS });
    return deadlines;
  }
  const what = awaitedPart(reply);
  if (what !== undefined) {
    const lateAt = Math.max(reply.quietSince, reply.awaitsSince) + LATE_MS[what];
    deadlines.push({ type: 'late', what, at: Math.min(lateAt, reply.quietSince + QUIET_MS) });
  }
  return deadlines;
}
