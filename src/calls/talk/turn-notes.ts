// The turns of a call as they are written down: who said what, which tools were used, where the time went. Pure.
import type { Said } from '../../domain/calls/speech.ts';
import type { AnswerEnd, StageTimes, ToolResult, Turn } from '../../domain/calls/turn.ts';
import { isHeardToEnd } from '../turns/ledger.ts';
import type { TurnEffect, TurnEvent, TurnState } from '../turns/turn-state.ts';
import type { TurnStep } from './turn-loop.ts';

/** A turn as it stands; one that is over does not change any more. */
export interface NotedTurn {
  turn: Turn;
  standing: 'going-on' | 'over';
}

interface Particulars {
  startedAt: number;
  stages: StageTimes;
  tools: ToolResult[];
  answerEnd: AnswerEnd;
  thoughtAt: number;
  /** The first sentence of the model, while its audio is waited for. */
  voiced: { sentence: number; askedAt: number } | undefined;
}

const NO_STAGES: StageTimes = { endpointing: null, transcript: null, firstToken: null, firstAudio: null };

/** @param dateOf the instant of a time on the call's clock (ms) */
export function createTurnNotes(startedAt: number, dateOf: (at: number) => Date) {
  const particulars = new Map<number, Particulars>();
  let told: readonly string[] = [];

  function of(n: number, at: number): Particulars {
    const known = particulars.get(n);
    if (known !== undefined) return known;
    const answerEnd = 'finished' as const;
    const fresh = { startedAt: at, stages: NO_STAGES, tools: [], answerEnd, thoughtAt: at, voiced: undefined };
    particulars.set(n, fresh);
    return fresh;
  }

  function measure({ before, event, after, effects }: TurnStep): void {
    const { at } = event;
    const ended = answerEndOf(before, event, effects);
    if (ended !== undefined) of(turnNumber(before), at).answerEnd = ended;
    const turn = of(turnNumber(after), at);
    for (const effect of effects) {
      if (effect.type === 'think') Object.assign(turn, begun(before, at));
      if (effect.type === 'voice') turn.voiced ??= { sentence: effect.sentence, askedAt: at };
    }
    if (event.type === 'token')
      turn.stages = { ...turn.stages, firstToken: turn.stages.firstToken ?? ms(at - turn.thoughtAt) };
    if (event.type === 'audio' && event.sentence === turn.voiced?.sentence) {
      turn.stages = { ...turn.stages, firstAudio: turn.stages.firstAudio ?? ms(at - turn.voiced.askedAt) };
    }
  }

  return {
    /** @returns the turns that this step changed */
    note(step: TurnStep): NotedTurn[] {
      measure(step);
      const { before, after } = step;
      if (before.history === after.history && after.phase.type !== 'over') return [];
      const turns = turnsIn(after.history);
      const noted = turns.map((said, index): NotedTurn => {
        const n = index + 1;
        const { startedAt: began, stages, tools, answerEnd } = of(n, startedAt);
        const standing = n < turns.length || after.phase.type === 'over' ? 'over' : 'going-on';
        return { turn: { n, ...said, answerEnd, toolResults: tools, stages, startedAt: dateOf(began) }, standing };
      });
      const now = noted.map((one) => JSON.stringify(one));
      const changed = noted.filter((_, index) => now[index] !== told[index]);
      told = now;
      return changed;
    },

    /** A tool that was used in the turn that goes on. */
    noteTool(state: TurnState, at: number, result: ToolResult): void {
      const turn = of(turnNumber(state), at);
      turn.tools = [...turn.tools, result];
    },
  };
}

/** How our turn ended with this step; undefined when it did not, or there was nothing to hear. */
function answerEndOf(before: TurnState, event: TurnEvent, effects: readonly TurnEffect[]): AnswerEnd | undefined {
  if (before.ledger.producedMs === 0) return undefined;
  const isOver = event.type === 'stopped' || effects.some(({ type }) => type === 'cancel');
  return isOver && !isHeardToEnd(before.ledger) ? 'interrupted' : 'finished';
}

/** The caller's words are being answered: how long it took to know that they were all. */
function begun(before: TurnState, at: number): Partial<Particulars> {
  const { phase, voice } = before;
  const fresh = { thoughtAt: at, voiced: undefined };
  if (phase.type !== 'hearing') return { ...fresh, stages: NO_STAGES };
  // On a noisy line the voice never ends, and what was typed had none.
  const fell = voice.isOn || voice.since < phase.since ? undefined : voice.since;
  const stages =
    fell === undefined
      ? NO_STAGES
      : { ...NO_STAGES, endpointing: ms(at - fell), transcript: ms(Math.max(0, phase.changedAt - fell)) };
  return { ...fresh, startedAt: phase.since, stages };
}

/** A turn begins with the caller's words; the first one may be ours alone. */
function turnsIn(history: readonly Said[]): { callerText: string; heardText: string }[] {
  const turns: { callerText: string; heardText: string }[] = [];
  for (const { speaker, text } of history) {
    const last = turns.at(-1);
    if (speaker === 'caller') turns.push({ callerText: text, heardText: '' });
    else if (last === undefined) turns.push({ callerText: '', heardText: text });
    else last.heardText = text;
  }
  return turns;
}

/** The number of the turn that goes on. */
function turnNumber({ history }: TurnState): number {
  return Math.max(1, turnsIn(history).length);
}

const ms = (time: number): number => Math.round(time);
