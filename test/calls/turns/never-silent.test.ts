import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, type CallerAct, simulateCall } from '../simulation/simulated-call.ts';

const text = fc.constantFrom(
  'Yes.',
  'We are open until six.',
  'Let me look that up for you, it will not take long at all.',
  'That costs one hundred and twenty shekels, and the first visit is free of charge for everybody.',
);

/** An answer at any pace: it may hang, drip, stop in its middle or fail. */
const answer: fc.Arbitrary<Answer> = fc
  .record({
    parts: fc.array(fc.record({ text, gapMs: fc.integer({ min: 50, max: 6_000 }) }), { maxLength: 4 }),
    end: fc.constantFrom('done', 'fails', 'never'),
    endGapMs: fc.integer({ min: 0, max: 6_000 }),
    toolAfterMs: fc.option(fc.integer({ min: 50, max: 5_000 }), { nil: undefined }),
    hangsUp: fc.boolean(),
  })
  .map(({ parts, end, endGapMs, toolAfterMs, hangsUp }) => {
    let afterMs = 0;
    const sentences = parts.map((part) => {
      afterMs += part.gapMs;
      return { text: part.text, afterMs };
    });
    const endAt = afterMs + endGapMs;
    return {
      sentences,
      hangsUp,
      ...(toolAfterMs === undefined ? {} : { toolAfterMs }),
      ...(end === 'done' ? { doneAfterMs: endAt } : {}),
      ...(end === 'fails' ? { failsAfterMs: endAt } : {}),
    };
  });

/** A caller who speaks, coughs, agrees and interrupts at any time. */
const caller: fc.Arbitrary<CallerAct[]> = fc
  .array(
    fc.record({
      gapMs: fc.integer({ min: 100, max: 12_000 }),
      voiceMs: fc.integer({ min: 60, max: 3_000 }),
      words: fc.option(fc.constantFrom('When are you open?', 'yeah', 'no wait', 'כן', 'my number is 054 1234567'), {
        nil: undefined,
      }),
    }),
    { maxLength: 6 },
  )
  .map((acts) => {
    let at = 500;
    return acts.map(({ gapMs, voiceMs, words }) => {
      at += gapMs;
      const act = { at, voiceMs, ...(words === undefined ? {} : { words }) };
      at += voiceMs;
      return act;
    });
  });

test('whatever model, voice and caller do: never more than 4 s of silence in our turn, and the call ends', () => {
  fc.assert(
    fc.property(
      caller,
      fc.array(answer, { minLength: 6, maxLength: 6 }),
      fc.option(fc.integer({ min: 20, max: 4_000 }), { nil: undefined }),
      fc.option(fc.integer({ min: 20, max: 4_000 }), { nil: undefined }),
      (acts, answers, voiceMs, voiceBreaksOffMs) => {
        const call = simulateCall(
          { caller: acts, answers, voiceMs, ...(voiceBreaksOffMs === undefined ? {} : { voiceBreaksOffMs }) },
          240_000,
        );
        expect(call.longestSilenceMs).toBeLessThanOrEqual(4_000);
        expect(call.state.phase.type).toBe('over');
        expect(call.effects.filter(({ type }) => type === 'hang-up')).toHaveLength(1);
      },
    ),
    { numRuns: 200, interruptAfterTimeLimit: 40_000 },
  );
});
