import { expect, test } from 'vitest';
import { FRAME_BYTES, SILENT_FRAME } from '../../../src/sandbox/audio/frames.ts';
import { mulaw } from '../../../src/sandbox/audio/mulaw.ts';
import { createListener } from '../../../src/sandbox/matcher/listener.ts';
import { createPhraseBook, type Phrase } from '../../../src/sandbox/matcher/phrases.ts';
import { babbleOf, createLine, type LineInput, lineSettings } from '../../../src/sandbox/phone/audio/line.ts';
import { createMetronome } from '../../../src/sandbox/phone/audio/metronome.ts';
import { createCall } from '../../../src/sandbox/phone/call.ts';
import { seededRandom } from '../../../src/sandbox/seeded-random.ts';
import { phrase, sound } from '../matcher/speech.ts';
import { noted } from './connected-phone.ts';
import { handClock } from './hand-clock.ts';

const loudness = (frames: Uint8Array[]) => {
  const samples = frames.flatMap((frame) => [...mulaw.decode(frame)]);
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
};
const decibel = (one: number, other: number) => 20 * Math.log10(one / other);
const lineWith = (settings: LineInput, babble?: Int16Array) =>
  createLine(lineSettings.parse(settings), seededRandom(1), babble);

/** A voice that is as loud as people are: random bytes are shouted. */
function spoken(text: string): Phrase {
  const { audio, ...rest } = phrase(text);
  return { ...rest, audio: mulaw.encode(mulaw.decode(audio).map((sample) => sample / 4)) };
}

/** What arrives at the exchange when a person says this on such a line, in virtual time. */
function arriving(settings: LineInput, said: Phrase, played: Uint8Array = new Uint8Array()) {
  const { clock, run } = handClock();
  const book = createPhraseBook();
  const facts = { accountSid: 'AC', from: '1', to: '2', direction: 'inbound' as const, statusCallback: undefined };
  const parts = { metronome: createMetronome(clock), book, line: lineWith(settings, babbleOf(sound('crowd', 100))) };
  const call = createCall(facts, { ...parts, keepsAudio: true });
  const frames: { frame: Uint8Array; atMs: number; arrivedMs: number }[] = [];
  call.hearWith((frame, atMs) => frames.push({ frame: frame.slice(), atMs, arrivedMs: call.talkedMs() - 20 }));
  call.playback.add(played);
  call.answer();
  void call.mouth.say(said);
  run(clock.now() + 4_000);
  call.end('completed');
  const ear = createListener(book);
  for (const { frame } of frames) ear.hear(frame);
  ear.news();
  return {
    call,
    frames,
    heard: ear
      .words()
      .map(({ text }) => text)
      .join(' '),
  };
}

test('a clean line carries every frame as it is, at its time', () => {
  const said = spoken('my name is dana');
  const { frames, heard } = arriving({}, said);
  expect(heard).toBe('my name is dana');
  expect(frames.slice(0, 64).map(({ frame }) => frame)).toEqual(
    Array.from({ length: 64 }, (_, index) =>
      Uint8Array.from(said.audio.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES)),
    ),
  );
  expect(frames.every(({ atMs, arrivedMs }) => atMs === arrivedMs)).toBe(true);
});

test('lost frames leave gaps in the times, and words still come through', () => {
  const { frames, heard } = arriving({ loss: 0.1 }, spoken('my name is dana'));
  expect(frames.length).toBeLessThan(195);
  expect(frames.length).toBeGreaterThan(150);
  expect(frames.every(({ atMs }, index) => index === 0 || atMs > (frames[index - 1]?.atMs ?? 0))).toBe(true);
  expect(heard).toBe('my name is dana');
});

test('jitter delays frames, never changes their order, and loses none', () => {
  const { frames } = arriving({ jitterMs: 200 }, spoken('my name is dana'));
  const times = frames.map(({ atMs }) => atMs);
  expect(times).toEqual(times.map((_, index) => index * 20));
  expect(Math.max(...frames.map(({ atMs, arrivedMs }) => arrivedMs - atMs))).toBeGreaterThan(100);
  expect(Math.max(...frames.map(({ atMs, arrivedMs }) => arrivedMs - atMs))).toBeLessThanOrEqual(220);
});

test('the other side’s own audio comes back so much quieter and later', () => {
  const { frames } = arriving(
    { echoDb: -20, echoDelayMs: 100 },
    { audio: new Uint8Array(), words: [], language: 'en-US' },
    sound('system', 50),
  );
  expect(loudness(frames.slice(0, 5).map(({ frame }) => frame))).toBeLessThan(10);
  const echo = loudness(frames.slice(6, 50).map(({ frame }) => frame));
  expect(decibel(echo, loudness([sound('system', 50)]))).toBeCloseTo(-20, 0);
});

test.each(['white', 'babble'] as const)(
  '%s noise is as loud as asked, and who speaks over it is understood',
  (noise) => {
    const silent = { audio: new Uint8Array(), words: [], language: 'en-US' };
    const quiet = arriving({ noise, noiseSnrDb: 20 }, silent).frames.map(({ frame }) => frame);
    const loud = arriving({ noise, noiseSnrDb: 10 }, silent).frames.map(({ frame }) => frame);
    expect(decibel(loudness(loud), loudness(quiet))).toBeCloseTo(10, 0);
    expect(arriving({ noise, noiseSnrDb: 10 }, spoken('my name is dana')).heard).toBe('my name is dana');
  },
);

test('what a person heard and said is noted with its words and times', () => {
  const { call } = arriving({ noiseSnrDb: 20 }, spoken('good morning'), SILENT_FRAME);
  expect(noted(call, 'said')).toMatchObject([{ text: 'good morning' }]);
  const [said] = noted(call, 'said');
  expect((said?.toMs ?? 0) - (said?.fromMs ?? 0)).toBe(640);
});
