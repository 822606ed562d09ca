// Sentences on their way to the mouth: in order, in one stretch each, and nothing of what is not wanted any more.
import { setImmediate as soon } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createVoice } from '../../../src/calls/talk/voice.ts';
import type { SpokenAudio } from '../../../src/providers/tts/text-to-speech.ts';

/** A voice whose every sentence speaks when the test says so. */
function stage() {
  const told: string[] = [];
  const signals = new Map<number, AbortSignal>();
  const speakers = new Map<number, { piece: (byte: number) => Promise<void>; end: (error?: Error) => Promise<void> }>();
  const voice = createVoice({
    onAudio: (sentence, _text, { mulaw }) => void told.push(`${sentence}:${mulaw[0]}`),
    onDone: (sentence) => void told.push(`${sentence} done`),
    onFailed: (sentence) => void told.push(`${sentence} failed`),
  });

  function speak(number: number): void {
    const stream = new TransformStream<SpokenAudio, SpokenAudio>();
    const writer = stream.writable.getWriter();
    const settle = async () => {
      for (let turns = 0; turns < 5; turns++) await soon();
    };
    speakers.set(number, {
      async piece(byte) {
        void writer.write({ mulaw: Uint8Array.of(byte) }).catch(() => undefined);
        await settle();
      },
      async end(error) {
        void (error ? writer.abort(error) : writer.close()).catch(() => undefined);
        await settle();
      },
    });
    voice.speak(number, `sentence ${number}`, (signal) => {
      signals.set(number, signal);
      return stream.readable;
    });
  }

  const sentence = (number: number) => {
    const speaker = speakers.get(number);
    if (!speaker) throw new Error(`nobody speaks ${number}`);
    return speaker;
  };
  return { voice, told, signals, speak, sentence };
}

test('a sentence that is ready early waits for the one before it', async () => {
  const { told, speak, sentence } = stage();
  speak(1);
  speak(2);
  await sentence(2).piece(20);
  await sentence(2).end();
  expect(told).toEqual([]);
  await sentence(1).piece(10);
  await sentence(1).piece(11);
  await sentence(1).end();
  expect(told).toEqual(['1:10', '1:11', '1 done', '2:20', '2 done']);
});

test('no more than two are made at a time', async () => {
  const { signals, speak, sentence } = stage();
  for (const number of [1, 2, 3]) speak(number);
  expect([...signals.keys()]).toEqual([1, 2]);
  await sentence(1).end();
  expect([...signals.keys()]).toEqual([1, 2, 3]);
});

test('a line goes before what is still being made, but into no sentence that is being heard', async () => {
  const { voice, told, speak, sentence } = stage();
  const line = Promise.resolve({ text: 'One moment.', mulaw: Uint8Array.of(99) });
  speak(1);
  voice.say(7, line);
  await line;
  await sentence(1).piece(10);
  voice.say(8, line);
  await line;
  await sentence(1).end();
  expect(told).toEqual(['7:99', '7 done', '1:10', '1 done', '8:99', '8 done']);
});

test('of a sentence that is dropped nothing more is heard, and the next one follows', async () => {
  const { voice, told, signals, speak, sentence } = stage();
  speak(1);
  speak(2);
  await sentence(1).piece(10);
  voice.drop(1);
  await sentence(1).piece(11);
  await sentence(2).piece(20);
  expect(told).toEqual(['1:10', '2:20']);
  expect(signals.get(1)?.aborted).toBe(true);
});

test('after a cancel nothing is heard of anything, lines that are on their way included', async () => {
  const { voice, told, signals, speak, sentence } = stage();
  const late = Promise.withResolvers<{ text: string; mulaw: Uint8Array }>();
  speak(1);
  voice.say(7, late.promise);
  voice.cancel();
  await sentence(1).piece(10);
  late.resolve({ text: 'One moment.', mulaw: Uint8Array.of(99) });
  await soon();
  expect(told).toEqual([]);
  expect(signals.get(1)?.aborted).toBe(true);
});

test('a sentence that fails is told when it would have been heard', async () => {
  const { told, speak, sentence } = stage();
  speak(1);
  speak(2);
  await sentence(2).end(new Error('no'));
  expect(told).toEqual([]);
  await sentence(1).piece(10);
  await sentence(1).end();
  expect(told).toEqual(['1:10', '1 done', '2 failed']);
});
