import { afterAll, beforeAll, expect, test } from 'vitest';
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../../../src/calls/audio/frames.ts';
import { createVoiceDetector, type VoiceDetector } from '../../../src/calls/vad/detector.ts';
import type { VoiceChange } from '../../../src/calls/vad/voice-watch.ts';
import { mulaw } from '../../../src/sandbox/audio/mulaw.ts';
import { seededRandom } from '../../../src/sandbox/seeded-random.ts';
import { createSpeaker } from '../../../src/sandbox/speaker/speaker.ts';
import { until } from '../../support/until.ts';

const speaker = createSpeaker();
const failures: Error[] = [];
const noAnswer = () => undefined;
let detector: VoiceDetector;

beforeAll(async () => {
  detector = await createVoiceDetector((error) => failures.push(error), noAnswer);
});

afterAll(async () => {
  await detector.close();
  await speaker.close();
  expect(failures).toEqual([]);
});

const silence = (ms: number) => new Uint8Array(ms * 8).fill(SILENCE);

/** White noise of that loudness (root mean square of 16-bit samples). */
function noise(ms: number, loudness: number): Uint8Array {
  const random = seededRandom(7);
  return mulaw.encode(Int16Array.from({ length: ms * 8 }, () => (random() * 2 - 1) * 1.73 * loudness));
}

const allLookedAt = () => until('all windows to be looked at', async () => detector.behind() === 0);

/** Gives the audio in frames, each at its time, and waits until all of it was looked at. */
async function changesIn(audio: Uint8Array): Promise<VoiceChange[]> {
  const changes: VoiceChange[] = [];
  const call = detector.open((change) => changes.push(change));
  for (let from = 0; from < audio.length; from += FRAME_BYTES) {
    call.hear(audio.subarray(from, from + FRAME_BYTES), from / 8 + FRAME_MS);
    if (from % (FRAME_BYTES * 20) === 0) await allLookedAt();
  }
  await allLookedAt();
  call.close();
  return changes;
}

test.each([
  ['he-IL', 'שלום אני רוצה לקבוע תור למחר בבוקר'],
  ['en-US', 'hello I would like to book a table for tomorrow'],
])('a voice in %s is noticed within 150 ms and its end as closely', async (language, text) => {
  const phrase = await speaker.speak(text, language);
  const changes = await changesIn(Buffer.concat([silence(1_000), phrase.audio, silence(1_500)]));
  const began = changes.find(({ type }) => type === 'voice-began');
  const ended = changes.findLast(({ type }) => type === 'voice-ended');
  const lastMs = 1_000 + (phrase.words.at(-1)?.toFrame ?? 0) * FRAME_MS;
  expect(began?.since).toBeGreaterThan(950);
  expect(began?.since).toBeLessThan(1_150);
  expect(Math.abs((ended?.since ?? 0) - lastMs)).toBeLessThan(200);
});

test('silence and steady noise are no voice', async () => {
  expect(await changesIn(silence(3_000))).toEqual([]);
  expect(await changesIn(Buffer.concat([noise(5_000, 300), noise(3_000, 2_000)]))).toEqual([]);
});

test('a voice is noticed in noise 10 dB below it', async () => {
  const phrase = await speaker.speak('hello I would like to book a table for tomorrow', 'en-US');
  const voice = mulaw.decode(phrase.audio);
  const under = mulaw.decode(noise(phrase.audio.length / 8, 950));
  const mixed = mulaw.encode(
    voice.map((sample, index) => Math.max(-32_000, Math.min(32_000, sample + (under[index] ?? 0)))),
  );
  expect((await changesIn(Buffer.concat([silence(500), mixed, silence(1_000)])))[0]?.type).toBe('voice-began');
});

test('closed in the middle of its work the thread ends by itself and takes nothing with it', async () => {
  const second = await createVoiceDetector((error) => failures.push(error), noAnswer);
  const calls = Array.from({ length: 30 }, () => second.open(() => undefined));
  for (const call of calls) call.hear(silence(500), 500);
  await second.close();
  expect(await changesIn(silence(500))).toEqual([]);
});

test('many calls at once each hear their own voice only', async () => {
  const phrase = await speaker.speak('hello I would like to book a table', 'en-US');
  const audio = Buffer.concat([phrase.audio, silence(1_000)]);
  const changes = new Map<number, number>();
  const calls = Array.from({ length: 40 }, (_, number) =>
    detector.open(() => changes.set(number, (changes.get(number) ?? 0) + 1)),
  );
  for (let from = 0; from < audio.length; from += FRAME_BYTES * 20) {
    for (const [number, call] of calls.entries()) {
      const part = audio.subarray(from, from + FRAME_BYTES * 20);
      call.hear(number % 2 === 0 ? part : part.map(() => SILENCE), from / 8);
    }
    await allLookedAt();
  }
  for (const call of calls) call.close();
  expect([...changes.keys()].sort((a, b) => a - b)).toEqual(
    calls.flatMap((_, number) => (number % 2 === 0 ? [number] : [])),
  );
  expect(new Set(changes.values()).size).toBe(1);
});
