// One talk: the pure turn-taking between listening, speaking and the mind. Here is done what turn-taking says, and nothing
// is decided.
import { setTimeout as delay } from 'node:timers/promises';
import { MAX_CALL_MS } from '../../domain/calls/next-call-step.ts';
import type { LastingToolUse, ToolAnswer } from '../../domain/calls/tool-use.ts';
import type { ToolResult } from '../../domain/calls/turn.ts';
import type { CallAssistant, CallContext } from '../../providers/llm/calls/call-assistant.ts';
import type { TextToSpeech } from '../../providers/tts/text-to-speech.ts';
import { type createTicker, realClock } from '../audio/ticker.ts';
import type { AnsweredCall, CallLine, CallSession } from '../session.ts';
import { endsWithSentence } from '../turns/ledger.ts';
import type { EndReason, Trouble, TurnEffect, TurnEvent, TurnState } from '../turns/turn-state.ts';
import { beginCall } from '../turns/turn-taking.ts';
import type { Brief } from './briefing.ts';
import type { FixedLines, LineAudio, Voices } from './fixed-lines.ts';
import { createListening, type Hearing } from './listening.ts';
import { createMind } from './mind.ts';
import { createSpeaking } from './speaking.ts';
import { createTurnLoop, type TurnStep } from './turn-loop.ts';

/** What the talks of a process share. */
export interface Senses {
  ticker: ReturnType<typeof createTicker>;
  /** Undefined: nothing is understood but keys. */
  hearing: Hearing | undefined;
  tts: TextToSpeech;
  voices: Voices;
  lines: FixedLines;
  assistant: CallAssistant;
  /** ms; monotonic. */
  now(): number;
}

/** What is around one talk: what it is about, what it brings about, who looks on. */
export interface Surroundings {
  brief: Promise<Brief>;
  greeting(): Promise<LineAudio>;
  performTool(use: LastingToolUse): Promise<ToolAnswer>;
  onStep(step: TurnStep): void;
  /** A tool was used in the turn that went on then. */
  onTool(state: TurnState, at: number, result: ToolResult): void;
  onTrouble(trouble: Trouble): void;
  /** A part did not do its work: which, and its own words. */
  onFailure(part: 'hearing' | 'voice' | 'answer' | 'tool' | 'line' | 'turn', error: unknown): void;
  onEnd(reason: EndReason): void;
}

/** A note in a database, while somebody listens to silence. */
const CALL_BACK_WITHIN_MS = 2_000;

export function openTalk(senses: Senses, around: Surroundings, call: AnsweredCall, line: CallLine): CallSession {
  const { ticker, hearing, lines, assistant, now } = senses;
  const { language } = call;
  const begun = beginCall({ at: now(), language, maxMs: MAX_CALL_MS, byKeys: hearing === undefined });
  const loop = createTurnLoop(begun, {
    clock: realClock,
    carryOut: (effect) => carryOut(doing, effect),
    onStep: around.onStep,
    onFailure: (error) => around.onFailure('turn', error),
  });
  const { happen } = loop;
  const tools = createTools(around, now, loop.state);
  const mind = createMind(assistant, mindEvents(happen, now, around));
  const onHearingFailure = (error: Error) => around.onFailure('hearing', error);
  const listening = createListening({ hearing, language, now, happen, onFailure: onHearingFailure });
  const speaking = createSpeaking({
    ...senses,
    line,
    happen,
    endsWithSentence: () => endsWithSentence(loop.state().ledger),
    onSent: listening.sent,
    onFailure: (error) => around.onFailure('voice', error),
  });
  const doing: Doing = {
    begin: ({ generation }) => speaking.begin(generation),
    resume: ({ generation, fromMs }) => speaking.resume(generation, fromMs),
    clear: () => speaking.clear(),
    say({ sentence, line: spoken, language }) {
      speaking.say(sentence, spoken === 'greeting' ? around.greeting() : lines.audioOf(spoken, language));
    },
    voice: ({ sentence, text, language }) => speaking.voice(sentence, text, language),
    'drop-sentence': ({ sentence }) => speaking.drop(sentence),
    think: ({ reply }) => void mind.think(reply, contextOf(loop.state(), around.brief, tools.use)),
    cancel() {
      mind.cancel();
      speaking.cancel();
    },
    'take-words': () => listening.taken(),
    'flush-stt': () => listening.flush(),
    'restart-stt': () => listening.restart(),
    'fall-back-to-keys': () => listening.stop(),
    'switch-language': ({ language }) => listening.switchTo(language),
    'request-call-back': () => void callBackByKey(),
    report: ({ trouble }) => around.onTrouble(trouble),
    'hang-up'({ reason }) {
      around.onEnd(reason);
      endLine(reason).catch((error: unknown) => around.onFailure('line', error));
    },
  };
  const leave = ticker.join((at) => {
    loop.passTime(at);
    listening.tick(at);
    speaking.tick(at);
  });
  happen({ type: 'started', at: now() });

  async function callBackByKey(): Promise<void> {
    happen({ type: 'call-back', isNoted: await tools.callBack('by-key'), at: now() });
  }

  async function endLine(reason: EndReason): Promise<void> {
    // The goodbye has promised a call-back: a caller who cannot have one is asked for a message.
    const isPromiseKept = reason !== 'failed' || (await tools.callBack('after-failure'));
    const leavesMessage = reason === 'leaves-message' || reason === 'voiceless' || !isPromiseKept;
    await (leavesMessage ? line.takeMessage() : line.hangUp());
  }

  return {
    onAudio: listening.hear,
    onMark: (name) => happen({ type: 'mark-returned', name, at: now() }),
    onDtmf: listening.press,
    onStop() {
      leave();
      happen({ type: 'stopped', at: now() });
      mind.cancel();
      speaking.cancel();
      listening.stop();
    },
  };
}

/** What is done for each effect. */
type Doing = { [Type in TurnEffect['type']]: (effect: Extract<TurnEffect, { type: Type }>) => void };

function carryOut<Type extends TurnEffect['type']>(doing: Doing, effect: Extract<TurnEffect, { type: Type }>): void {
  const type: Type = effect.type;
  doing[type](effect);
}

function mindEvents(happen: (event: TurnEvent) => void, now: () => number, around: Surroundings) {
  return {
    onToken: (reply: number) => happen({ type: 'token', reply, at: now() }),
    onSentence: (reply: number, text: string) => happen({ type: 'sentence', reply, text, at: now() }),
    onTool: (reply: number) => happen({ type: 'tool-began', reply, at: now() }),
    onHangUp: (reply: number) => happen({ type: 'hang-up-wanted', reply, at: now() }),
    onDone: (reply: number) => happen({ type: 'reply-done', reply, at: now() }),
    onFailed(reply: number, error: unknown): void {
      around.onFailure('answer', error);
      happen({ type: 'reply-failed', reply, at: now() });
    },
  };
}

/** What an answer is made from, as the talk stands now. */
async function contextOf(
  { history, language }: TurnState,
  brief: Promise<Brief>,
  performTool: CallContext['performTool'],
): Promise<CallContext> {
  const { nextOpening, ...known } = await brief;
  const nextOpeningSentence = nextOpening[language];
  const opening = nextOpeningSentence === undefined ? {} : { nextOpeningSentence };
  return { ...known, ...opening, language, history, performTool };
}

/** Uses tools, and notes what came of each. */
function createTools(around: Surroundings, now: () => number, state: () => TurnState) {
  async function use(used: LastingToolUse): Promise<ToolAnswer> {
    const turn = state();
    const at = now();
    const note = (outcome: ToolResult['outcome']) =>
      around.onTool(turn, at, { toolCallId: used.id, tool: used.tool, outcome });
    try {
      const answer = await around.performTool(used);
      note(answer === 'accepted' ? 'done' : 'failed');
      return answer;
    } catch (error) {
      around.onFailure('tool', error);
      note('failed');
      throw error;
    }
  }

  return {
    use,
    /** Not asked for by the model. @returns whether it is noted by now: the caller waits for this */
    callBack(id: string): Promise<boolean> {
      const noted = use({ id, tool: 'requestCallBack' }).then(
        (answer) => answer === 'accepted',
        () => false,
      );
      return Promise.race([noted, delay(CALL_BACK_WITHIN_MS, false)]);
    },
  };
}
