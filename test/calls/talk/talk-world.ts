// A phone world whose callers are understood and answered: recognition and voice share one book with the phone.
import {
  type SpeechSandbox,
  type SpeechSandboxOptions,
  startSpeechSandbox,
} from '../../../src/sandbox/google-speech.ts';
import type { PhoneCall } from '../../../src/sandbox/phone/call.ts';
import type { Script } from '../../../src/sandbox/phone/person/script.ts';
import { type SynthesisSandbox, startSynthesisSandbox } from '../../../src/sandbox/speech-synthesis.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { CALLER, type PhoneWorld, type PhoneWorldOptions, startPhoneWorld } from '../phone-world.ts';

export interface TalkWorld extends PhoneWorld {
  speech: SpeechSandbox;
  synthesis: SynthesisSandbox;
}

export interface TalkWorldOptions extends PhoneWorldOptions {
  recognition?: Partial<SpeechSandboxOptions>;
}

export async function startTalkWorld(options: TalkWorldOptions = {}): Promise<TalkWorld> {
  const speech = await startSpeechSandbox(options.recognition);
  const synthesis = await startSynthesisSandbox({ book: speech.book });
  const world = await startPhoneWorld({
    ...options,
    phone: { book: speech.book, ...options.phone },
    variables: {
      SPEECH: 'google',
      GOOGLE_SPEECH_ENDPOINT: speech.endpoint,
      TTS: 'openai',
      TTS_BASE_URL: synthesis.baseUrl,
      TTS_API_KEY: 'any',
      ...options.variables,
    },
  });
  return {
    ...world,
    speech,
    synthesis,
    async close() {
      await world.close();
      await Promise.all([speech.close(), synthesis.close()]);
    },
  };
}

/** Somebody dials, does what the script says, and the call ends. */
export async function talk(world: TalkWorld, to: string, script: Script, from = CALLER): Promise<PhoneCall> {
  const call = await world.phone.dial({ from, to, script });
  await until('the end of the call', async () => call.isFinal(), 120_000);
  return call;
}

/** All that the caller heard, in order. */
export const heardBy = (call: PhoneCall): string =>
  noted(call, 'heard')
    .map(({ text }) => text)
    .join(' ');
