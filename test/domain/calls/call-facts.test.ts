// News of a call in every order, each doubled or missing: what is known in the end is the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALL_STATES, type CallNews, factsFrom, isOver, withNews } from '../../../src/domain/calls/call-facts.ts';
import { permutations } from '../../support/permutations.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 10, 0, second));

/** The main news of an ordinary call: it came in at 0, was talked from 1 to 30, ended at 31. */
const ORDINARY: CallNews[] = [
  { kind: 'called', at: at(0) },
  { kind: 'stream-started', at: at(1) },
  { kind: 'stream-ended', at: at(30) },
  { kind: 'status', state: 'completed', at: at(31), durationS: 31 },
  {
    kind: 'record',
    state: 'completed',
    startedAt: at(0),
    answeredAt: at(1),
    endedAt: at(31),
    durationS: 31,
  },
];
const KNOWN = {
  state: 'completed',
  startedAt: at(0),
  answeredAt: at(1),
  endedAt: at(31),
  durationS: 31,
  streamStartedAt: at(1),
  streamEndedAt: at(30),
};

function knownFrom([first, ...more]: readonly CallNews[]) {
  if (!first) throw new Error('no news');
  return more.reduce(withNews, factsFrom(first));
}

const ORDERS = permutations(ORDINARY);

test('there are as many orders as five things have', () => {
  expect(new Set(ORDERS.map((order) => order.map(({ kind }) => kind).join())).size).toBe(120);
});

test('every order of the five main callbacks tells the same story', () => {
  for (const order of ORDERS) expect(knownFrom(order)).toEqual(KNOWN);
});

test('every order with one of them doubled, at any later place, tells the same story', () => {
  for (const order of ORDERS) {
    for (const doubled of order) {
      for (let place = order.indexOf(doubled) + 1; place <= order.length; place += 1) {
        expect(knownFrom(order.toSpliced(place, 0, doubled))).toEqual(KNOWN);
      }
    }
  }
});

test.each(ORDINARY.map(({ kind }) => kind))(
  'without %s the call is over all the same, with its duration',
  (missing) => {
    const rest = permutations(ORDINARY.filter(({ kind }) => kind !== missing));
    const [known, ...others] = rest.map(knownFrom);
    expect(known).toMatchObject({ state: 'completed', durationS: 31, endedAt: at(31) });
    for (const other of others) expect(other).toEqual(known);
  },
);

describe('whatever the news', () => {
  const moment = fc.integer({ min: 0, max: 59 }).map(at);
  const state = fc.constantFrom(...CALL_STATES);
  const news: fc.Arbitrary<CallNews> = fc.oneof(
    fc.record({ kind: fc.constantFrom('called', 'stream-started', 'stream-ended'), at: moment }),
    fc.record({ kind: fc.constant('status'), state, at: moment }),
    fc.record({ kind: fc.constant('status'), state, at: moment, durationS: fc.nat(1_000) }),
    fc.record({
      kind: fc.constant('record'),
      state,
      startedAt: moment,
      answeredAt: fc.option(moment),
      endedAt: fc.option(moment),
      durationS: fc.option(fc.nat(1_000)),
    }),
  ) as fc.Arbitrary<CallNews>;

  test('its order and how often it comes make no difference', () => {
    fc.assert(
      fc.property(fc.array(news, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (told, choices) => {
        const shuffled = [...told, ...told].toSorted(() => (choices.next().value % 2 === 0 ? 1 : -1));
        expect(knownFrom(shuffled)).toEqual(knownFrom(told));
      }),
    );
  });

  test('a call that is over stays over, and its state never goes back', () => {
    fc.assert(
      fc.property(fc.array(news, { minLength: 2, maxLength: 8 }), (told) => {
        const ranks = told.map((_, index) => CALL_STATES.indexOf(knownFrom(told.slice(0, index + 1)).state));
        expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
      }),
    );
  });
});

test.each([
  ['ringing', false],
  ['in-progress', false],
  ['busy', true],
  ['no-answer', true],
  ['canceled', true],
  ['failed', true],
  ['completed', true],
] as const)('%s is over: %s', (state, expected) => {
  expect(isOver(state)).toBe(expected);
});
