// The small parts of a talk: keys that are typed, and turns that are written down.
import { expect, test } from 'vitest';
import { realClock } from '../../../src/calls/audio/ticker.ts';
import { createKeypad } from '../../../src/calls/talk/keypad.ts';
import { createTurnLoop } from '../../../src/calls/talk/turn-loop.ts';
import type { NotedTurn } from '../../../src/calls/talk/turn-notes.ts';
import { createTurnWriter } from '../../../src/calls/talk/turn-writer.ts';
import { beginCall } from '../../../src/calls/turns/turn-taking.ts';

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
