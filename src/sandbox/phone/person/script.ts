// What a person does in a call, step by step: the form in which tests, the demo and the command line write it.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { wholeFrames } from '../../audio/frames.ts';
import { mulawOfWav } from '../../audio/wav.ts';
import { spokenWord } from '../../matcher/phrases.ts';
import type { Speaker } from '../../speaker/speaker.ts';
import type { PhoneCall } from '../call.ts';

const ms = z.number().min(0).max(3_600_000);
const language = z.string().default('en-US');

export const scriptStep = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('say'), text: z.string().min(1), language }),
  /** Plays a WAV file (base64); with its words it can be understood. */
  z.strictObject({ do: z.literal('play'), wav: z.base64(), words: z.array(spokenWord).default([]), language }),
  z.strictObject({ do: z.literal('wait'), ms }),
  /** Waits until the other side has spoken and been quiet for so long; after `withinMs` it goes on all the same. */
  z.strictObject({ do: z.literal('listen'), quietMs: ms.default(1_000), withinMs: ms.default(15_000) }),
  /** Waits until these words were heard, after those of the last such step; after `withinMs` the script ends with a problem. */
  z.strictObject({ do: z.literal('hear'), text: z.string().min(1), withinMs: ms.default(15_000) }),
  /** Waits until the other side has been speaking for so long: what comes next interrupts it. */
  z.strictObject({ do: z.literal('let-speak'), ms, withinMs: ms.default(15_000) }),
  z.strictObject({ do: z.literal('press'), keys: z.string().regex(/^[0-9*#A-D]+$/), gapMs: ms.default(150) }),
  z.strictObject({ do: z.literal('hang-up') }),
  /** Says nothing more and waits for the other side to hang up. */
  z.strictObject({ do: z.literal('stay') }),
]);

export const script = z.array(scriptStep).min(1);
export type Script = z.input<typeof script>;
type Step = z.output<typeof scriptStep>;

const LOOK_EVERY_MS = 20;

/** Not met in time: the person gives up and hangs up. */
class Disappointed extends Error {}

/** Does all steps, then hangs up. What was waited for in vain is a problem in the journal. */
export async function runScript(call: PhoneCall, given: Script, speaker: Speaker): Promise<void> {
  try {
    const steps = script.parse(given);
    const memory = { understood: 0 };
    await until(call, () => call.ear() !== undefined, Number.POSITIVE_INFINITY);
    for (const step of steps) {
      if (call.over.aborted) return;
      await act(step, call, speaker, memory);
    }
  } catch (error) {
    if (!call.over.aborted) call.journal.note({ kind: 'problem', code: 0, message: reasonOf(error) });
  }
  call.end('completed');
}

/** `understood`: how many letters of what was heard were waited for by earlier steps. */
type Memory = { understood: number };

async function act(step: Step, call: PhoneCall, speaker: Speaker, memory: Memory): Promise<void> {
  switch (step.do) {
    case 'say':
      return call.mouth.say(await speaker.speak(step.text, step.language));
    case 'play': {
      const audio = wholeFrames(mulawOfWav(Buffer.from(step.wav, 'base64')));
      return call.mouth.say({ audio, words: step.words, language: step.language });
    }
    case 'wait':
      return pause(call, step.ms);
    case 'listen':
      return listen(call, step);
    case 'hear': {
      const place = () => (call.ear()?.text() ?? '').toLowerCase().indexOf(step.text.toLowerCase(), memory.understood);
      const heard = await until(call, () => place() >= 0, step.withinMs);
      if (!heard) throw new Disappointed(`"${step.text}" was not heard.`);
      memory.understood = place() + step.text.length;
      return;
    }
    case 'let-speak': {
      const hasSpoken = () =>
        call.journal.nowMs() - (call.ear()?.voiceSinceMs() ?? Number.POSITIVE_INFINITY) >= step.ms;
      if (!(await until(call, hasSpoken, step.withinMs))) throw new Disappointed('The other side did not speak.');
      return;
    }
    case 'press':
      for (const key of step.keys) {
        call.press(key);
        await pause(call, step.gapMs);
      }
      return;
    case 'hang-up':
      return call.end('completed');
    case 'stay':
      if (!call.over.aborted) await once(call.over, 'abort');
  }
}

async function listen(call: PhoneCall, { quietMs, withinMs }: { quietMs: number; withinMs: number }): Promise<void> {
  const startMs = call.journal.nowMs();
  await until(
    call,
    () => {
      const voice = call.journal.events.findLast((event) => event.kind === 'voice' && event.atMs >= startMs);
      const isQuiet = voice?.kind === 'voice' && voice.state === 'ends';
      return isQuiet && call.journal.nowMs() - voice.atMs >= quietMs;
    },
    withinMs,
  );
}

/** Looks again and again until it is so, the time is up or the call is over. */
async function until(call: PhoneCall, isSo: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > deadline || call.over.aborted) return false;
    await pause(call, LOOK_EVERY_MS);
  }
  return true;
}

async function pause(call: PhoneCall, forMs: number): Promise<void> {
  await delay(forMs, undefined, { signal: call.over }).catch((error) => {
    if (!call.over.aborted) throw error;
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
