// What a voice says, all of it, and the sandbox that says it.
import { onTestFinished } from 'vitest';
import { createOpenAiVoice } from '../../../src/providers/tts/openai-voice.ts';
import type { SpokenAudio, TextToSpeech } from '../../../src/providers/tts/text-to-speech.ts';
import { startSynthesisSandbox } from '../../../src/sandbox/speech-synthesis.ts';

/** The first sentence of a fresh sandbox takes a while, on a busy machine above all. */
export const PATIENT = { firstByteMs: 15_000, stallMs: 15_000 };
/** What is provoked need not be waited for. */
export const HASTY = { ...PATIENT, firstByteMs: 300 };
export const HASTY_IN_THE_MIDDLE = { ...PATIENT, stallMs: 300 };

export async function voiceSandbox() {
  const sandbox = await startSynthesisSandbox({ firstByteMs: 0 });
  onTestFinished(sandbox.close);
  return sandbox;
}

export function openAiVoice(baseUrl: string, limits = PATIENT): TextToSpeech {
  return createOpenAiVoice({ apiKey: 'a key of the test', baseUrl, model: 'tts' }, limits);
}

export const HEBREW = { language: 'he', voice: 'dana' } as const;
export const ENGLISH = { language: 'en', voice: 'dana' } as const;
export const NEVER = new AbortController().signal;

/** Reads to the end. What came before a failure is in `chunks`. */
export async function hearAll(audio: AsyncIterable<SpokenAudio>) {
  const chunks: SpokenAudio[] = [];
  let failure: unknown;
  try {
    for await (const chunk of audio) chunks.push(chunk);
  } catch (error) {
    failure = error;
  }
  return { chunks, failure, mulaw: Buffer.concat(chunks.map(({ mulaw }) => mulaw)) };
}
