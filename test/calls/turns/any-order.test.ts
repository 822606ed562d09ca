import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heardText } from '../../../src/calls/turns/ledger.ts';
import type { TurnEffect, TurnEvent, TurnState } from '../../../src/calls/turns/turn-state.ts';
import { beginCall, nextDeadline, reduceTurn } from '../../../src/calls/turns/turn-taking.ts';

const small = fc.integer({ min: 0, max: 4 });

/** Any event, also of turns and sentences that are over or never were. */
const happening = fc.oneof(
  fc
    .constantFrom('frame', 'voice-began', 'voice-lasts', 'voice-ended', 'recognition-lost', 'tick')
    .map((type) => ({ type })),
  fc.constantFrom('1', '2', '7').map((digit) => ({ type: 'key', digit })),
  fc.boolean().map((isNoted) => ({ type: 'call-back', isNoted })),
  fc.constantFrom('0541234567', '5').map((text) => ({ type: 'typed', text })),
  fc.constantFrom('', 'yes', 'mm', 'no wait please', 'my number is 054', 'אני רוצה לקבוע תור').map((text) => ({
    type: 'words',
    text,
  })),
  fc.record({
    type: fc.constantFrom('token', 'sentence', 'tool-began', 'hang-up-wanted', 'reply-done', 'reply-failed'),
    reply: small,
    text: fc.constant('We are open.'),
  }),
  fc.record({
    type: fc.constantFrom('audio', 'audio', 'audio-done', 'voice-failed'),
    sentence: fc.integer({ min: 0, max: 12 }),
    text: fc.constant('We are open.'),
    ms: fc.constantFrom(100, 200, 840),
  }),
  fc.record({
    type: fc.constantFrom('mark-sent', 'mark-returned'),
    generation: fc.integer({ min: 0, max: 12 }),
    ms: fc.constantFrom(100, 200, 300, 840),
    ofNow: fc.boolean(),
  }),
);

type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

function eventOf(one: Happening, at: number, state: TurnState): TurnEvent {
  if (!('ofNow' in one)) return { ...one, at, since: at } as TurnEvent;
  const name = `${one.ofNow ? state.ledger.generation : one.generation}:${one.ms}`;
  return { type: one.type, name, playsUntil: at + 200, at } as TurnEvent;
}

test('whatever happens in whatever order: no deadline stands still, generations only rise, a call ends once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 3_000 })), { minLength: 30, maxLength: 120 }),
      fc.boolean(),
      (history, byKeys) => {
        let at = 0;
        let state = beginCall({ at, language: 'he', maxMs: 15_000, byKeys });
        let effects: readonly TurnEffect[];
        [state, effects] = reduceTurn(state, { type: 'started', at });
        const all = [...effects];
        for (const [one, gapMs] of history) {
          at += gapMs;
          const before = state;
          [state, effects] = reduceTurn(state, eventOf(one, at, state));
          all.push(...effects);
          expect(nextDeadline(state) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(at);
          expect(state.ledger.generation).toBeGreaterThanOrEqual(before.ledger.generation);
          expect(state.history.length).toBeGreaterThanOrEqual(before.history.length);
          if (before.phase.type === 'over') expect(effects).toEqual([]);
          const grown = state.history.at(-1);
          if (grown?.speaker === 'assistant' && state.history.length > before.history.length) {
            // What is remembered of us is what the ledger had heard, at the latest with this event.
            expect(grown.text.length).toBeGreaterThan(0);
            expect(before.ledger.sentences.map(({ text }) => text).join(' ')).toContain(grown.text.slice(0, 5));
          }
          if (state.ledger.generation === before.ledger.generation) {
            expect(heardText(state.ledger).startsWith(heardText(before.ledger))).toBe(true);
          }
        }
        expect(all.filter(({ type }) => type === 'hang-up').length).toBe(state.phase.type === 'over' ? 1 : 0);
      },
    ),
    { numRuns: 2_000 },
  );
});
