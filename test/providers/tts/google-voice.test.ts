// Google's voice through its own client: what is asked for, what is heard, how it fails.
import { status } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { createGoogleVoice } from '../../../src/providers/tts/google-voice.ts';
import { markedText } from '../../../src/providers/tts/marked-text.ts';
import type { VoiceFailure } from '../../../src/providers/tts/text-to-speech.ts';
import { wavOfMulaw } from '../../../src/sandbox/audio/wav.ts';
import { normalised } from '../../../src/sandbox/matcher/phrases.ts';
import { sound } from '../../sandbox/matcher/speech.ts';
import { type Asked, googleVoiceServer } from './google-server.ts';
import { HASTY, hearAll, NEVER, PATIENT } from './voice.ts';

function googleVoice(endpoint: string, limits = PATIENT) {
  const voice = createGoogleVoice({ kind: 'sandbox', endpoint }, limits);
  onTestFinished(voice.close);
  return voice;
}

const HEBREW = { language: 'he', voice: 'he-IL-Wavenet-A' } as const;
/** With one of mu-law's two zeros: the writer of the file makes one out of both. */
const audio = normalised(sound('shalom', 10));

test('a sentence is asked for as mu-law at 8 kHz with a mark after each word, and comes with the end of each', async () => {
  const asked: Asked[] = [];
  const endpoint = await googleVoiceServer(({ request }, answer) => {
    asked.push(request);
    const timepoints = [
      { markName: '4', timeSeconds: 0.08 },
      { markName: '10', timeSeconds: 0.19 },
    ];
    answer(null, { audioContent: wavOfMulaw([audio], 1), timepoints });
  });
  const { chunks, failure } = await hearAll(googleVoice(endpoint).speak('שלום & ברכה', HEBREW, NEVER));
  expect(failure).toBeUndefined();
  expect(Buffer.from(chunks[0]?.mulaw ?? []).equals(Buffer.from(audio))).toBe(true);
  expect(chunks[0]?.words).toEqual([
    { characters: 4, ms: 80 },
    { characters: 10, ms: 190 },
  ]);
  expect(asked).toMatchObject([
    {
      input: { ssml: markedText('שלום & ברכה') },
      voice: { languageCode: 'he-IL', name: 'he-IL-Wavenet-A' },
      audioConfig: { audioEncoding: 5, sampleRateHertz: 8_000 },
      enableTimePointing: [1],
    },
  ]);
});

test('a voice that refuses marks gets the bare text, and tells no words', async () => {
  const asked: Asked[] = [];
  const endpoint = await googleVoiceServer(({ request }, answer) => {
    asked.push(request);
    answer(null, { audioContent: wavOfMulaw([audio], 1) });
  });
  const chirp = { language: 'en', voice: 'en-US-Chirp3-HD-Kore' } as const;
  const { chunks } = await hearAll(googleVoice(endpoint).speak('Hello <you>', chirp, NEVER));
  expect(asked).toMatchObject([{ input: { text: 'Hello <you>' }, enableTimePointing: [] }]);
  expect(chunks).toEqual([{ mulaw: expect.any(Uint8Array) }]);
});

test.each<[keyof typeof status, VoiceFailure]>([
  ['UNAUTHENTICATED', 'unauthorized'],
  ['INVALID_ARGUMENT', 'refused'],
  ['RESOURCE_EXHAUSTED', 'over-quota'],
  ['UNAVAILABLE', 'unavailable'],
])('%s is told as %s, after one try', async (code, kind) => {
  let tries = 0;
  const endpoint = await googleVoiceServer((_call, answer) => {
    tries += 1;
    answer({ code: Number(status[code]), details: 'for a reason' });
  });
  const { failure } = await hearAll(googleVoice(endpoint).speak('Hello', HEBREW, NEVER));
  expect(failure).toMatchObject({ name: 'VoiceFailed', kind, message: expect.stringContaining('for a reason') });
  expect(tries).toBe(1);
});

test('an answer that never comes is given up, and one without audio is no audio', async () => {
  const silent = await googleVoiceServer(() => undefined);
  const late = await hearAll(googleVoice(silent, HASTY).speak('Hello', HEBREW, NEVER));
  expect(late.failure).toMatchObject({ kind: 'first-byte-late' });
  const empty = await googleVoiceServer((_call, answer) => answer(null, {}));
  const nothing = await hearAll(googleVoice(empty).speak('Hello', HEBREW, NEVER));
  expect(nothing.failure).toMatchObject({ kind: 'not-audio' });
});

test.each([
  ['Hello there', '<speak>Hello<mark name="5"/> there<mark name="11"/></speak>'],
  [
    'Tom & "Jerry" <3',
    '<speak>Tom<mark name="3"/> &amp;<mark name="5"/> &quot;Jerry&quot;<mark name="13"/> &lt;3<mark name="16"/></speak>',
  ],
  ['', '<speak></speak>'],
])('%s is marked at the end of each word', (text, ssml) => {
  expect(markedText(text)).toBe(ssml);
});
