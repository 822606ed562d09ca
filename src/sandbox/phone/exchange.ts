// The exchange: puts calls through in either direction and tells the app how they go.
import { setImmediate } from 'node:timers/promises';
import type { PhraseBook } from '../matcher/phrases.ts';
import type { Random } from '../seeded-random.ts';
import type { Speaker } from '../speaker/speaker.ts';
import { babbleOf, createLine, type LineInput, lineSettings } from './audio/line.ts';
import type { Metronome } from './audio/metronome.ts';
import { type CallFacts, createCall, type PhoneCall } from './call.ts';
import type { CallStatus } from './events.ts';
import { answerOf } from './person/answering.ts';
import { runScript, type Script } from './person/script.ts';
import type { PhoneNumberSettings, PhoneSettings } from './settings.ts';
import type { Callback, Callbacks } from './twilio/callbacks.ts';
import { callParams, durationS } from './twilio/params.ts';
import type { Recordings } from './twilio/recordings.ts';
import { conduct } from './twiml/conduct.ts';
import type { Step } from './twiml/step.ts';

export type ExchangeParts = {
  accountSid: string;
  authToken: string;
  settings: () => PhoneSettings;
  random: Random;
  metronome: Metronome;
  book: PhraseBook;
  speaker: Speaker;
  callbacks: Callbacks;
  recordings: Recordings;
};

export type DialOptions = {
  from: string;
  /** One of our numbers, as in the settings. */
  to: string;
  script?: Script | undefined;
  line?: LineInput | undefined;
  /** Whether both sides are kept for recordings; many calls in one process do without. */
  keepsAudio?: boolean | undefined;
};

export type PlaceOptions = {
  to: string;
  from: string;
  first: Step;
  timeoutMs: number;
  statusCallback: (Callback & { events: readonly string[] }) | undefined;
};

/** Enough to look at; a long run must not fill the memory. */
const CALLS_KEPT = 2_000;
/** What many people at once say. */
const BABBLE = 'We were going to the market when it began to rain and nobody had taken an umbrella with them';

export type Exchange = ReturnType<typeof createExchange>;

export function createExchange(parts: ExchangeParts) {
  const { settings, random, metronome, book, speaker, callbacks, recordings } = parts;
  const calls = new Map<string, PhoneCall>();
  const people = new Map<string, Script>();
  const running = new Set<Promise<void>>();

  async function lineOf(input: LineInput): Promise<ReturnType<typeof createLine>> {
    const wanted = lineSettings.parse(input);
    const needsBabble = wanted.noise === 'babble' && wanted.noiseSnrDb !== undefined;
    const babble = needsBabble ? babbleOf((await speaker.speak(BABBLE, 'en-US')).audio) : undefined;
    return createLine(wanted, random, babble);
  }

  async function open(facts: CallFacts, line: LineInput = {}, keepsAudio = true): Promise<PhoneCall> {
    const call = createCall(facts, { metronome, book, line: await lineOf(line), keepsAudio });
    calls.set(call.sid, call);
    const [oldest] = calls.keys();
    if (calls.size > CALLS_KEPT && oldest !== undefined) calls.delete(oldest);
    return call;
  }

  function keepRunning(work: Promise<void>): void {
    const kept = work.finally(() => running.delete(kept));
    running.add(kept);
  }

  /** A call from its first TwiML on; afterwards the app is told that it is over. */
  async function carry(call: PhoneCall, first: Step, script: Script | undefined): Promise<void> {
    if (script !== undefined) keepRunning(runScript(call, script, speaker));
    call.over.addEventListener('abort', () => finish(call), { once: true });
    await conduct(call, first, parts);
    callbacks.release(call.sid);
    call.journal.close();
  }

  function finish(call: PhoneCall): void {
    recordings.stopAll(call);
    const duration = String(durationS(call));
    tellStatus(call, 'completed', { CallDuration: duration, Duration: String(Math.ceil(durationS(call) / 60)) });
  }

  /** @param event the name under which it is asked for; every final status is `completed` */
  function tellStatus(call: PhoneCall, event: string, more: Record<string, string> = {}): void {
    const { statusCallback } = call;
    if (statusCallback === undefined || !statusCallback.events.includes(event)) return;
    callbacks.send({
      callSid: call.sid,
      purpose: 'status',
      to: statusCallback,
      params: {
        ...callParams(call),
        ...more,
        Timestamp: new Date().toUTCString(),
        CallbackSource: 'call-progress-events',
        SequenceNumber: String(call.nextSequence()),
      },
    });
  }

  /** An outbound call: it is placed, rings, and somebody answers or does not. */
  async function place(call: PhoneCall, { first, timeoutMs }: PlaceOptions): Promise<void> {
    const progress = (status: CallStatus, event: string): void => {
      call.setStatus(status);
      tellStatus(call, event);
    };
    // The request that placed it is answered with `queued`.
    await setImmediate();
    progress('initiated', 'initiated');
    progress('ringing', 'ringing');
    const answered = await answerOf(call, { ringMs: settings().ringMs, timeoutMs });
    if (answered !== 'answered') {
      call.end(answered);
      finish(call);
      callbacks.release(call.sid);
      call.journal.close();
      return;
    }
    call.answer();
    tellStatus(call, 'answered');
    const withStatus = first.kind === 'fetch' ? { ...first, params: callParams(call) } : first;
    await carry(call, withStatus, people.get(call.to) ?? [{ do: 'stay' }]);
  }

  return {
    calls: (): PhoneCall[] => [...calls.values()],
    find: (sid: string): PhoneCall | undefined => calls.get(sid),

    /** A person dials one of our numbers. Returns as soon as it rings. */
    async dial({ from, to, script, line, keepsAudio }: DialOptions): Promise<PhoneCall> {
      const number = numberSettings(settings(), to);
      const call = await open(inboundFacts(parts.accountSid, from, to, number), line, keepsAudio);
      call.journal.note({ kind: 'status', status: 'ringing' });
      const first: Step = {
        kind: 'fetch',
        url: number.voiceUrl,
        method: number.voiceMethod,
        params: callParams(call),
        fallbackUrl: number.voiceFallbackUrl,
      };
      keepRunning(carry(call, first, script));
      return call;
    },

    /** The app calls somebody. Returns as soon as the call is queued. */
    async place(options: PlaceOptions): Promise<PhoneCall> {
      const { from, to, statusCallback } = options;
      const facts = { accountSid: parts.accountSid, from, to, direction: 'outbound-api' as const, statusCallback };
      const call = await open(facts);
      keepRunning(place(call, options));
      return call;
    },

    /** What the person with this number does when called. */
    expectAt(number: string, script: Script): void {
      people.set(number, script);
    },

    /** Ends all calls; resolves when nothing of them runs any more. */
    async close(): Promise<void> {
      for (const call of calls.values()) call.end('failed');
      await Promise.all(running);
    },
  };
}

function inboundFacts(accountSid: string, from: string, to: string, number: PhoneNumberSettings): CallFacts {
  const { statusCallback } = number;
  return {
    accountSid,
    from,
    to,
    direction: 'inbound',
    // A number's callback tells the end of a call, nothing before it.
    statusCallback:
      statusCallback === undefined ? undefined : { url: statusCallback, method: 'POST', events: ['completed'] },
  };
}

/** Someone dials a number that the settings do not have. */
class UnknownNumber extends Error {
  override name = 'UnknownNumber';
  readonly statusCode = 400;

  constructor(number: string) {
    super(`The sandbox phone knows no number ${number}: give its voiceUrl in the settings.`);
  }
}

function numberSettings({ numbers }: PhoneSettings, to: string): PhoneNumberSettings {
  const number = numbers[to] ?? numbers['*'];
  if (number === undefined) throw new UnknownNumber(to);
  return number;
}
