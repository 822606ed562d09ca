// The talks of a process: each gets what is known of its call, and what comes of it is written down.

import type { CallBriefing } from '../../db/calls/briefing.ts';
import { readGreeting } from '../../db/calls/greetings.ts';
import { refuseRecording } from '../../db/calls/recordings.ts';
import { acceptToolUse } from '../../db/calls/tool-uses.ts';
import { writeTurn } from '../../db/calls/turns.ts';
import type { WithBusiness } from '../../db/tenancy.ts';
import { greetingText } from '../../domain/calls/greeting.ts';
import { refusesRecording } from '../../domain/calls/recording-refusal.ts';
import { spokenWords } from '../../domain/calls/spoken-words.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { wholeAudio } from '../../providers/tts/whole-audio.ts';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { AnsweredCall, OpenSession } from '../session.ts';
import { briefingOf, briefOf } from './briefing.ts';
import type { LineAudio } from './fixed-lines.ts';
import { openTalk, type Senses, type Surroundings } from './talk.ts';
import type { TurnStep } from './turn-loop.ts';
import { createTurnNotes } from './turn-notes.ts';
import { createTurnWriter } from './turn-writer.ts';

export interface TalkParts {
  senses: Senses;
  withBusiness: WithBusiness;
  jobs: Jobs;
  metrics: CallMetrics;
  log: Logger;
}

export interface Talks {
  open: OpenSession;
  /** Resolves when everything that was said is written down. */
  settled(): Promise<void>;
}

export function createTalks(parts: TalkParts): Talks {
  const writing = new Set<Promise<void>>();

  return {
    open(call, line) {
      const notebook = openNotebook(parts, call);
      const session = openTalk(parts.senses, surroundingsOf(parts, call, notebook), call, line);
      return {
        ...session,
        onStop() {
          session.onStop();
          const settled = notebook.settled().finally(() => writing.delete(settled));
          writing.add(settled);
        },
      };
    },
    settled: async () => void (await Promise.all(writing)),
  };
}

type Notebook = ReturnType<typeof openNotebook>;

/** Where the turns of one call are noted and written down from. */
function openNotebook(
  { senses, withBusiness, jobs, metrics, log }: TalkParts,
  { businessId, callId, callSid }: AnsweredCall,
) {
  const notes = createTurnNotes(senses.now(), (at) => new Date(performance.timeOrigin + at));
  const writer = createTurnWriter(
    ({ turn, standing }) => withBusiness(businessId, (tx) => writeTurn(tx, jobs, callId, turn, standing)),
    (error, isGivenUp) =>
      log[isGivenUp ? 'error' : 'warn'](
        { businessId, callSid, error: String(error), isGivenUp },
        'a turn is not written down',
      ),
  );
  return {
    noteTool: notes.noteTool,
    settled: writer.settled,
    note(step: TurnStep): void {
      const turns = notes.note(step);
      for (const { turn, standing } of turns) if (standing === 'over') metrics.turnTaken(turn.stages);
      writer.add(turns);
    },
  };
}

function surroundingsOf(parts: TalkParts, call: AnsweredCall, notebook: Notebook): Surroundings {
  const { withBusiness, jobs, metrics, log } = parts;
  const { businessId, callId, callSid, traceId } = call;
  const onward = { jobs, traceId };
  const about = { businessId, callSid, traceId };
  const briefing = briefingOf(withBusiness, call);
  const brief = briefOf(withBusiness, call, briefing, (error) =>
    log.warn({ ...about, error: String(error) }, 'the prompt made ready for a call could not be read: it is made anew'),
  );
  // Whoever asks for an answer is told; a call in which nobody does needs none.
  brief.catch(() => undefined);

  function refuse(): void {
    withBusiness(businessId, (tx) => refuseRecording(tx, onward, callId)).catch((error: unknown) => {
      log.error(
        { ...about, error: String(error) },
        'a caller does not want to be recorded, and it is not written down',
      );
    });
  }

  return {
    brief,
    greeting: () => greetingOf(parts, call, briefing),
    performTool: (use) => withBusiness(businessId, (tx) => acceptToolUse(tx, onward, callId, use)),
    onStep(step) {
      notebook.note(step);
      const last = step.after.history.at(-1);
      if (step.before.history !== step.after.history && last?.speaker === 'caller' && refusesRecording(last.text))
        refuse();
    },
    onTool: notebook.noteTool,
    onTrouble(trouble) {
      metrics.trouble(trouble);
      log.warn({ ...about, trouble }, 'a watchdog of a call found something late');
    },
    onFailure: (part, error) => log.warn({ ...about, part, error: String(error) }, 'a part of a call failed'),
    onEnd: (reason) => log.info({ ...about, reason }, 'a call is ended from here'),
  };
}

/** Made when the settings were saved; made now where it was not. */
async function greetingOf(
  { senses, withBusiness }: TalkParts,
  { businessId, language }: AnsweredCall,
  briefing: Promise<CallBriefing>,
): Promise<LineAudio> {
  const { name, settings } = (await briefing).business;
  const text = greetingText(settings, name, language);
  const voice = senses.voices[language];
  const made = await withBusiness(businessId, (tx) => readGreeting(tx, { language, text, voice }));
  return {
    text,
    mulaw:
      made ??
      (await wholeAudio(
        senses.tts,
        spokenWords(text, language),
        { language, voice },
        AbortSignal.timeout(GREETING_MS),
      )),
  };
}

/** A caller who has heard nothing until then is told that something went wrong. */
const GREETING_MS = 6_000;
