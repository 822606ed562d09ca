// The small parts of a talk: keys that are typed, and turns that are written down.
import { expect, test } from 'vitest';
import { type Clock, realClock } from '../../../src/calls/audio/ticker.ts';
import { createKeypad } from '../../../src/calls/talk/keypad.ts';
import { createSpeaking } from '../../../src/calls/talk/speaking.ts';
import { createTurnLoop } from '../../../src/calls/talk/turn-loop.ts';
import type { NotedTurn } from '../../../src/calls/talk/turn-notes.ts';
import { createTurnWriter } from '../../../src/calls/talk/turn-writer.ts';
import { beginCall } from '../../../src/calls/turns/turn-taking.ts';
import { until } from '../../support/until.ts';

test('typed keys are put together until `#` or a pause; `*` takes them back', () => {
  const keypad = createKeypad();
  expect(['0', '5', '4'].map((key, index) => keypad.press(key, index * 300))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(keypad.tick(1_000)).toBeUndefined();
  expect(keypad.tick(2_200)).toBe('054');
  expect(keypad.tick(9_000)).toBeUndefined();
  keypad.press('1', 10_000);
  keypad.press('*', 10_100);
  keypad.press('2', 10_200);
  expect(keypad.press('#', 10_300)).toBe('2');
  expect(keypad.press('#', 10_400)).toBeUndefined();
});

const turn = (n: number, heardText: string, standing: NotedTurn['standing'] = 'going-on'): NotedTurn => ({
  turn: {
    n,
    callerText: '',
    heardText,
    answerEnd: 'finished',
    toolResults: [],
    stages: { endpointing: null, transcript: null, firstToken: null, firstAudio: null },
    startedAt: new Date(0),
  },
  standing,
});

test('what goes wrong with one event is told, and the next one is taken: a defect in one call ends no other', () => {
  const failures: unknown[] = [];
  const begun = beginCall({ at: 0, language: 'en', maxMs: 60_000, byKeys: false });
  const done: string[] = [];
  const loop = createTurnLoop(begun, {
    clock: realClock,
    carryOut({ type }) {
      done.push(type);
      if (type === 'begin') throw new Error('no mouth');
    },
    onStep: () => undefined,
    onFailure: (error) => void failures.push(error),
  });
  loop.happen({ type: 'started', at: 0 });
  loop.happen({ type: 'recognition-lost', at: 10 });
  expect(failures).toEqual([new Error('no mouth'), new Error('no mouth')]);
  expect(done).toContain('fall-back-to-keys');
});

test('a deadline that is nearer than the next tick is met at its time', () => {
  const timers: { at: number; act: () => void }[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    after(delayMs, act) {
      timers.push({ at: now + delayMs, act });
      return () => undefined;
    },
  };
  const done: string[] = [];
  const loop = createTurnLoop(beginCall({ at: 0, language: 'en', maxMs: 45, byKeys: false }), {
    clock,
    carryOut: ({ type }) => void done.push(type),
    onStep: () => undefined,
    onFailure: (error) => done.push(String(error)),
  });
  loop.passTime(20);
  expect(timers).toEqual([]);
  now = 40;
  loop.passTime(40);
  expect(timers.map(({ at }) => at)).toEqual([45]);
  // Node's timers come up to a millisecond early.
  for (now = 44.5; now < 46; now += 0.5) for (const { act } of timers.splice(0)) act();
  expect(done).toContain('say');
});

test('the first audio of a turn goes out when it comes, without a tick', async () => {
  const played: number[] = [];
  const speaking = createSpeaking({
    tts: {
      async *speak() {
        yield { mulaw: new Uint8Array(800) };
      },
      close: async () => undefined,
    },
    voices: { he: 'any', en: 'any' },
    line: {
      play: (audio) => void played.push(audio.length),
      mark: () => undefined,
      clear: () => undefined,
      hangUp: async () => undefined,
      takeMessage: async () => undefined,
    },
    now: () => performance.now(),
    happen: () => undefined,
    endsWithSentence: () => true,
    onSent: () => undefined,
    onFailure: (error) => expect.unreachable(String(error)),
  });
  speaking.begin(1);
  speaking.voice(0, 'Hello.', 'en');
  await until('audio to be sent', async () => played.length > 0);
  expect(played[0]).toBeGreaterThan(0);
});

test('of a turn that changes while another is written, the newest is written, the earliest turn first', async () => {
  const written: string[] = [];
  const gate = Promise.withResolvers<void>();
  const writer = createTurnWriter(
    async ({ turn: { n, heardText } }) => {
      if (written.push(`${n}:${heardText}`) === 1) await gate.promise;
    },
    () => undefined,
  );
  writer.add([turn(1, 'a')]);
  writer.add([turn(2, 'b')]);
  writer.add([turn(1, 'a, c', 'over')]);
  writer.add([turn(2, 'b, d')]);
  gate.resolve();
  await writer.settled();
  expect(written).toEqual(['1:a', '1:a, c', '2:b, d']);
});

test('a database that is away for a moment loses no turn', async () => {
  const written: string[] = [];
  const failures: boolean[] = [];
  let left = 1;
  const writer = createTurnWriter(
    async ({ turn: { heardText } }) => {
      if (left-- > 0) throw new Error('no connection');
      written.push(heardText);
    },
    (_error, isGivenUp) => void failures.push(isGivenUp),
  );
  writer.add([turn(1, 'a')]);
  await writer.settled();
  expect(written).toEqual(['a']);
  expect(failures).toEqual([false]);
});
