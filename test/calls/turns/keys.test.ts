// Keys in a call: all that is understood without recognition, and words like others with it.
import { expect, test } from 'vitest';
import { beginCall, reduceTurn } from '../../../src/calls/turns/turn-taking.ts';
import { LINES, simulateCall } from '../simulation/simulated-call.ts';

test('by keys alone a call-back is asked for, confirmed, and the confirmation is heard before the end', () => {
  const call = simulateCall({ byKeys: true, keys: [{ at: 2_000, digit: '1' }] });
  expect(call.said).toEqual(['menu', 'call-back-noted']);
  expect(call.effects.filter(({ type }) => type === 'request-call-back')).toHaveLength(1);
  expect(call.heardShareOf(LINES['call-back-noted'])).toBeGreaterThan(0.98);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'assistant' });
});

test('a caller who cannot be called back is not promised it, and leaves a message', () => {
  const call = simulateCall({ byKeys: true, isWithheld: true, keys: [{ at: 2_000, digit: '1' }] });
  expect(call.said).toEqual(['menu']);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'leaves-message' });
});

test('by keys alone whoever wants to leave a message is let go to do so at once', () => {
  const call = simulateCall({ byKeys: true, keys: [{ at: 1_500, digit: '2' }] });
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'leaves-message', at: 1_500 });
});

test('a key without a meaning brings the menu again, and so does silence, until the goodbye', () => {
  const call = simulateCall({ byKeys: true, keys: [{ at: 6_000, digit: '7' }] });
  expect(call.said).toEqual(['menu', 'menu', 'menu', 'menu', 'silence-goodbye']);
});

test('voices and words mean nothing where nobody listens', () => {
  const call = simulateCall(
    { byKeys: true, caller: [{ at: 500, voiceMs: 2_000, words: 'hello is anybody there' }] },
    6_000,
  );
  expect(call.state.history.filter(({ speaker }) => speaker === 'caller')).toEqual([]);
  expect(call.said).toEqual(['menu']);
});

test('recognition that is lost while we speak gives way to the keys', () => {
  const begun = beginCall({ at: 0, language: 'en', maxMs: 60_000, byKeys: false });
  const [greeting] = reduceTurn(begun, { type: 'started', at: 0 });
  const [, effects] = reduceTurn(greeting, { type: 'recognition-lost', at: 100 });
  expect(effects.map(({ type }) => type)).toEqual(expect.arrayContaining(['fall-back-to-keys', 'say']));
});

test('what is typed while we speak stops us, and is answered', () => {
  const begun = beginCall({ at: 0, language: 'en', maxMs: 60_000, byKeys: false });
  const [greeting] = reduceTurn(begun, { type: 'started', at: 0 });
  const [typed, effects] = reduceTurn(greeting, { type: 'typed', text: '0541234567', at: 500 });
  expect(effects).toContainEqual({ type: 'cancel' });
  const [answering, more] = reduceTurn(typed, { type: 'tick', at: 900 });
  expect(answering.history).toEqual([{ speaker: 'caller', text: '0541234567' }]);
  expect(more).toContainEqual({ type: 'think', reply: 1 });
});
