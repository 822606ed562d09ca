// The OpenAI-compatible voice against the sandbox and, for other rates, a server of the test.
import { expect, test } from 'vitest';
import wavefile from 'wavefile';
import { mulaw } from '../../../src/sandbox/audio/mulaw.ts';
import { createListener } from '../../../src/sandbox/matcher/listener.ts';
import { until } from '../../support/until.ts';
import { httpServer } from '../whatsapp/local-server.ts';
import { ENGLISH, HEBREW, hearAll, NEVER, openAiVoice, voiceSandbox } from './voice.ts';

test.each([
  [HEBREW, 'שלום, במה אפשר לעזור?'],
  [ENGLISH, 'Hello, how can we help?'],
] as const)('a sentence becomes telephone audio whose words can be heard', async (voice, text) => {
  const sandbox = await voiceSandbox();
  const { mulaw: audio, failure } = await hearAll(openAiVoice(sandbox.baseUrl).speak(text, voice, NEVER));
  expect(failure).toBeUndefined();
  const listener = createListener(sandbox.book);
  listener.hear(audio);
  expect(listener.words().map((word) => word.text)).toEqual(text.split(' '));
  expect(sandbox.spoken()).toMatchObject([{ text, voice: 'dana', outcome: 'spoken' }]);
});

/** A tone as a WAV file, and how OpenAI sends it: with no length in its header. */
function toneFile(sampleRateHz: number, format: '16' | '8m', lengthKnown: boolean): Buffer {
  const file = new wavefile.WaveFile();
  const samples = Array.from({ length: sampleRateHz }, (_, index) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * 440 * index) / sampleRateHz)),
  );
  file.fromScratch(1, sampleRateHz, '16', samples);
  if (format === '8m') file.toMuLaw();
  const bytes = Buffer.from(file.toBuffer());
  if (!lengthKnown) bytes.writeUInt32LE(0xffff_ffff, bytes.indexOf('data') + 4);
  return bytes;
}

/** How strong a frequency is in the audio (Goertzel), beside all of it: 1 is a pure tone. */
function share(samples: Int16Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / 8_000);
  let [previous, before, energy] = [0, 0, 0];
  for (const sample of samples) {
    [previous, before] = [sample + coefficient * previous - before, previous];
    energy += sample * sample;
  }
  return (2 * (previous ** 2 + before ** 2 - coefficient * previous * before)) / (samples.length * energy);
}

test.each([
  [24_000, '16', false],
  [44_100, '16', true],
  [8_000, '16', true],
  [16_000, '8m', true],
] as const)(
  'speech at %i Hz (%s) is brought to 8 kHz whole, cut at odd places as it may come',
  async (rate, format, known) => {
    const file = toneFile(rate, format, known);
    const url = await httpServer(async (_request, response) => {
      for (let at = 0; at < file.length; at += 1_237) response.write(file.subarray(at, at + 1_237));
      response.end();
    });
    const { mulaw: audio, failure } = await hearAll(openAiVoice(url).speak('la', ENGLISH, NEVER));
    expect(failure).toBeUndefined();
    // A few ms of silence may come with the end of the filter.
    expect(audio.length / 8).toBeGreaterThanOrEqual(999);
    expect(audio.length / 8).toBeLessThanOrEqual(1_021);
    expect(share(mulaw.decode(audio).subarray(100, 7_900), 440)).toBeGreaterThan(0.99);
  },
);

test('one sentence after another through the same filter: nothing of the first is heard in the second', async () => {
  const [loud, quiet] = [toneFile(24_000, '16', true), toneFile(24_000, '16', true)];
  quiet.fill(0, quiet.indexOf('data') + 8);
  const files = [loud, quiet];
  const url = await httpServer((_request, response) => response.end(files.shift()));
  const voice = openAiVoice(url);
  await hearAll(voice.speak('la', ENGLISH, NEVER));
  const { mulaw: audio } = await hearAll(voice.speak('', ENGLISH, NEVER));
  expect(Math.max(...mulaw.decode(audio).map(Math.abs))).toBeLessThan(16);
});

test('an abort drops the request, ends the audio and is no failure', async () => {
  const sandbox = await voiceSandbox();
  sandbox.trouble({ kind: 'stall', afterMs: 100 });
  const abort = new AbortController();
  const heard: number[] = [];
  for await (const { mulaw: audio } of openAiVoice(sandbox.baseUrl).speak(
    'Hello again, my friend',
    ENGLISH,
    abort.signal,
  )) {
    heard.push(audio.length);
    abort.abort();
  }
  expect(heard).toHaveLength(1);
  await until('the request to be dropped', async () => sandbox.spoken()[0]?.outcome === 'stall');
  expect(await hearAll(openAiVoice(sandbox.baseUrl).speak('Hello', ENGLISH, abort.signal))).toMatchObject({
    chunks: [],
  });
  expect(sandbox.spoken()).toHaveLength(1);
});
