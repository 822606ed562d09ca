// All phones of the bench: one clock for all of them, one tally for what they see.
import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_BYTES } from '../../src/sandbox/audio/frames.ts';
import { createMetronome } from '../../src/sandbox/phone/audio/metronome.ts';
import { seededRandom } from '../../src/sandbox/seeded-random.ts';
import { atRate } from '../measuring/load.ts';
import { complete, connect, type Dialled, dial, type TalkedCall } from './phone/call.ts';
import { newTally, type Tally } from './phone/tally.ts';
import type { Answered, System } from './system.ts';

/** Twilio hands over calls as fast as they come; 20 a second are a busy exchange. */
const DIALS_A_SECOND = 20;

const MOST_TRIES = 10;

export interface Rings {
  /** Of each call: from its webhook to the answer. */
  answeredMs: number[];
  /** Who was asked for a message instead of being connected. */
  unconnected: number;
}

export type Phones = ReturnType<typeof createPhones>;

export function createPhones({ line, numbers, voices }: System) {
  const metronome = createMetronome();
  const openings = Object.values(voices.passages).map(openingOf);
  const isOpening = (payload: string): boolean => openings.some((opening) => payload.startsWith(opening));
  let tally = newTally();
  const talked: TalkedCall[] = [];
  let dials = 0;

  function nextNumber(): Answered {
    dials += 1;
    const answered = numbers[dials % numbers.length];
    if (answered === undefined) throw new Error('There is nobody to call.');
    return answered;
  }

  /** A process that has just begun is slow, and asks for a message instead: such callers try again. */
  async function call(tries = 0): Promise<void> {
    const { number, language } = nextNumber();
    const dialled = await dial(line, number);
    if (dialled.stream === undefined) {
      if (tries === MOST_TRIES)
        throw new Error(`A call was not connected in ${tries} tries; see the calls process's log.`);
      return call(tries + 1);
    }
    const parts = {
      utterances: voices.utterances.filter((utterance) => utterance.language === language),
      isOpening,
      metronome,
      random: seededRandom(dials),
      tally: () => tally,
    };
    talked.push(await connect(line, dialled.stream, dialled, parts));
  }

  return {
    /** So many callers more, who talk until all hang up. */
    async add(count: number): Promise<void> {
      const calls: Promise<void>[] = [];
      for (let index = 0; index < count; index++) {
        calls.push(call());
        await sleep(1_000 / DIALS_A_SECOND);
      }
      await Promise.all(calls);
    },

    /** Calls that end when they are answered. */
    async ring(seconds: number): Promise<Rings> {
      const dialled: Dialled[] = [];
      await atRate(DIALS_A_SECOND, seconds, async () => dialled.push(await dial(line, nextNumber().number)));
      for (const one of dialled) await complete(line, one);
      return {
        answeredMs: dialled.map(({ answeredMs }) => answeredMs),
        unconnected: dialled.filter(({ stream }) => stream === undefined).length,
      };
    },

    async hangUpAll(): Promise<void> {
      await Promise.all(talked.splice(0).map((one) => one.hangUp()));
    },

    /** What was seen since it was asked last. */
    seen(): Tally {
      const seen = tally;
      tally = newTally();
      return seen;
    },

    close: () => metronome.close(),
  };
}

/** What a payload that begins with this passage begins with; a whole number of base64's groups of three bytes. */
function openingOf(passage: Uint8Array): string {
  return Buffer.from(passage.subarray(0, FRAME_BYTES - (FRAME_BYTES % 3))).toString('base64');
}
