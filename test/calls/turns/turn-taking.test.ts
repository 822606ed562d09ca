import { expect, test } from 'vitest';
import { CALLER_SILENT_MS } from '../../../src/calls/turns/turn-limits.ts';
import { type Answer, LASTS_MS, LINES, simulateCall } from '../simulation/simulated-call.ts';

const LONG = 'We are open from nine in the morning until six in the evening, every day but Saturday.';

/** An answer whose sentences are written at once. */
function answer(...texts: string[]): Answer {
  return { sentences: texts.map((text) => ({ text, afterMs: 300 })), doneAfterMs: 350 };
}

const QUESTION = { at: 3_000, voiceMs: 1_500, words: 'When are you open?' };
const WORLD = { voiceMs: 150, caller: [QUESTION], answers: [answer(LONG)] };

test('the call begins with the greeting; a question is answered; the history has both', () => {
  const call = simulateCall(WORLD, 14_000);
  expect(call.said.slice(0, 2)).toEqual(['greeting', LONG]);
  expect(call.state.history).toEqual([
    { speaker: 'assistant', text: LINES.greeting },
    { speaker: 'caller', text: 'When are you open?' },
    { speaker: 'assistant', text: LONG },
  ]);
});

test('a caller who means us stops us within the minimum speech, and the history ends where they heard us', () => {
  const call = simulateCall(
    {
      ...WORLD,
      caller: [QUESTION, { at: 8_000, voiceMs: 1_200, words: 'no wait please' }],
      answers: [answer(LONG), answer('Yes?')],
    },
    10_500,
  );
  const clear = call.effects.find(({ type, at }) => type === 'clear' && at > 8_000);
  expect(clear?.at).toBeLessThanOrEqual(8_000 + LASTS_MS);
  const heard = call.state.history[2]?.text ?? '';
  expect(LONG.startsWith(heard)).toBe(true);
  expect(heard.length).toBeGreaterThan(10);
  expect(heard.length / LONG.length).toBeLessThanOrEqual(call.heardShareOf(LONG));
  expect(heard.length / LONG.length).toBeGreaterThan(call.heardShareOf(LONG) - 0.15);
  expect(call.state.history[3]).toEqual({ speaker: 'caller', text: 'no wait please' });
});

test('a noise stops us for a moment; then we go on from where we were heard, to the end', () => {
  const call = simulateCall({ ...WORLD, caller: [QUESTION, { at: 8_000, voiceMs: 600 }] }, 20_000);
  expect(call.effects.some(({ type, at }) => type === 'clear' && at > 8_000)).toBe(true);
  expect(call.heardShareOf(LONG)).toBeGreaterThan(0.99);
  expect(call.heardShareOf(LONG)).toBeLessThan(1.2);
  expect(call.state.history[2]?.text).toBe(LONG);
});

test.each(['yeah', 'mm hmm', 'okay'])('"%s" does not interrupt us', (words) => {
  const call = simulateCall({ ...WORLD, caller: [QUESTION, { at: 8_000, voiceMs: 500, words }] }, 20_000);
  expect(call.heardShareOf(LONG)).toBeGreaterThan(0.99);
  expect(call.state.history.map(({ speaker }) => speaker)).toEqual(['assistant', 'caller', 'assistant']);
});

test('our own words that come back as a weak echo do not interrupt us, and said aloud they do', () => {
  const echo = { at: 7_000, voiceMs: 1_000, words: 'nine in the morning' };
  const weak = simulateCall({ ...WORLD, caller: [QUESTION, { ...echo, isWeak: true }] }, 14_000);
  expect(weak.effects.map(({ type }) => type)).not.toContain('clear');
  expect(weak.state.history.filter(({ speaker }) => speaker === 'caller')).toHaveLength(1);
  const loud = simulateCall({ ...WORLD, caller: [QUESTION, echo] }, 14_000);
  expect(loud.state.history).toContainEqual({ speaker: 'caller', text: 'nine in the morning' });
});

test('a cough shorter than the minimum does not even stop us', () => {
  const call = simulateCall({ ...WORLD, caller: [QUESTION, { at: 8_000, voiceMs: 200 }] }, 20_000);
  expect(call.effects.some(({ type }) => type === 'clear')).toBe(false);
});

test('after two false alarms in one turn only words stop us', () => {
  const noises = [7_000, 9_000, 11_000, 13_000].map((at) => ({ at, voiceMs: 500 }));
  const call = simulateCall({ ...WORLD, caller: [QUESTION, ...noises] }, 20_000);
  expect(call.effects.filter(({ type }) => type === 'clear')).toHaveLength(2);
});

test('a caller who goes on before our answer is heard is answered once, to everything', () => {
  const more = { at: 5_300, voiceMs: 900, words: 'On Friday I mean.' };
  const call = simulateCall(
    { ...WORLD, caller: [QUESTION, more], answers: [{ sentences: [] }, answer('Until two.')] },
    12_000,
  );
  expect(call.state.history[1]?.text).toBe('When are you open? On Friday I mean.');
  expect(call.state.history[2]?.text).toContain('Until two.');
});

test('a silent caller is asked, asked again, told goodbye, and only then hung up on', () => {
  const call = simulateCall({ voiceMs: 150 });
  expect(call.said).toEqual(['greeting', 'are-you-there', 'still-there', 'silence-goodbye']);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'caller-silent' });
  expect(call.heardShareOf(LINES['silence-goodbye'])).toBeGreaterThan(0.98);
  expect(call.endedAt).toBeGreaterThan(3 * CALLER_SILENT_MS);
});

test('noises do not make a silent caller less silent', () => {
  const noises = Array.from({ length: 12 }, (_, index) => ({ at: 3_000 + index * 3_000, voiceMs: 300 }));
  expect(simulateCall({ voiceMs: 150, caller: noises }).said).toContain('silence-goodbye');
});

test('a goodbye of the model is heard to its end before the hang-up, whoever speaks over it', () => {
  const bye = 'Thank you for calling, and have a very nice day. Goodbye.';
  const call = simulateCall({
    ...WORLD,
    caller: [QUESTION, { at: 6_500, voiceMs: 1_500, words: 'bye bye now' }],
    answers: [{ ...answer(bye), hangsUp: true }],
  });
  expect(call.heardShareOf(bye)).toBeGreaterThan(0.98);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'assistant' });
  expect(call.state.history.at(-1)?.text).toBe(bye);
});

test('a model that hangs up without a word leaves the goodbye to us', () => {
  const call = simulateCall({
    ...WORLD,
    answers: [{ sentences: [], doneAfterMs: 400, toolAfterMs: 100, hangsUp: true }],
  });
  expect(call.said.at(-1)).toBe('goodbye');
  expect(call.heardShareOf(LINES.goodbye)).toBeGreaterThan(0.98);
});

test('while a tool runs something is said at once', () => {
  const slow = { sentences: [{ text: 'It is done.', afterMs: 3_000 }], doneAfterMs: 3_050, toolAfterMs: 200 };
  const call = simulateCall({ ...WORLD, answers: [slow] }, 11_000);
  expect(call.said.slice(1, 3)).toEqual(['one-moment', 'It is done.']);
});

test.each<[string, Answer]>([
  ['never begins', { sentences: [] }],
  ['stops in its middle', { sentences: [{ text: 'Let me see.', afterMs: 300 }] }],
  ['fails at once', { sentences: [], failsAfterMs: 100 }],
  ['ends without a word', { sentences: [], doneAfterMs: 200 }],
])('an answer that %s: fillers, then an apology; the third time the end, announced', (_, broken) => {
  const questions = [3, 22, 41, 60].map((s) => ({ ...QUESTION, at: s * 1_000 }));
  const call = simulateCall({ ...WORLD, caller: questions, answers: [broken, broken, broken, broken] }, 200_000);
  expect(call.said.filter((line) => line === 'apology').length).toBe(2);
  expect(call.said.at(-1)).toBe('technical-goodbye');
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'failed' });
  expect(call.longestSilenceMs).toBeLessThan(4_000);
});

test('a voice that never speaks is noticed, and nothing is silent for long', () => {
  const call = simulateCall({ ...WORLD, voiceMs: undefined }, 40_000);
  expect(call.effects).toContainEqual(expect.objectContaining({ type: 'report', trouble: 'voice-late' }));
  expect(call.said).toContain('apology');
  expect(call.longestSilenceMs).toBeLessThan(4_000);
});

test('a voice that breaks off in mid-sentence is given up; what follows is heard after a filler', () => {
  const next = 'And on Friday until two.';
  const slow = {
    sentences: [
      { text: LONG, afterMs: 300 },
      { text: next, afterMs: 4_500 },
    ],
    doneAfterMs: 4_600,
  };
  const call = simulateCall({ ...WORLD, answers: [slow], voiceBreaksOffMs: 1_700 }, 16_000);
  expect(call.effects).toContainEqual(expect.objectContaining({ type: 'drop-sentence' }));
  expect(call.said).toContain('one-moment');
  expect(call.heardShareOf(LINES['one-moment'])).toBeGreaterThan(0.98);
  expect(call.heardShareOf(next)).toBeGreaterThan(0.98);
  expect(call.longestSilenceMs).toBeLessThan(4_000);
});

test('a voice that breaks off in the last sentence ends in an apology', () => {
  const call = simulateCall({ ...WORLD, voiceBreaksOffMs: 650 }, 16_000);
  expect(call.said.slice(-1)).toEqual(['apology']);
  expect(call.state.history.at(-1)?.text).toMatch(/^We are .*Please say that again\.$/);
});

test('marks that never return: said again once, then the turn is over; the call still ends', () => {
  const call = simulateCall({ voiceMs: 150, losesMarks: true }, 120_000);
  expect(call.effects.filter((one) => one.type === 'report' && one.trouble === 'mark-lost').length).toBeGreaterThan(1);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'caller-silent' });
  expect(call.state.history).toEqual([]);
});

test('a line that brings no audio is spoken of, then given up', () => {
  const call = simulateCall({ voiceMs: 150, lineBreaksAt: 4_000 });
  expect(call.said).toContain('cannot-hear-you');
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'line-dead' });
});

test('a voice without words is told so; the second time the caller is offered the keys', () => {
  const mumbling = [3_000, 12_000].map((at) => ({ at, voiceMs: 3_000 }));
  const call = simulateCall({ voiceMs: 150, caller: mumbling }, 20_000);
  const kinds = call.effects.map(({ type }) => type);
  expect(kinds).toContain('restart-stt');
  expect(kinds).toContain('fall-back-to-keys');
  expect(call.said.filter((line) => line === 'did-not-catch')).toHaveLength(1);
  expect(call.said).toContain('menu');
});

test('a call ends at its maximum duration, with a sentence that is heard', () => {
  const call = simulateCall({ ...WORLD, maxMs: 9_000 });
  expect(call.said.at(-1)).toBe('time-is-up');
  expect(call.heardShareOf(LINES['time-is-up'])).toBeGreaterThan(0.98);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'maximum-duration' });
});

test('one clear sentence in the other language switches before it is answered', () => {
  const call = simulateCall({ ...WORLD, caller: [{ at: 3_000, voiceMs: 1_200, words: 'אני רוצה לקבוע תור' }] }, 7_000);
  const kinds = call.effects.map(({ type }) => type);
  expect(kinds.indexOf('switch-language')).toBeLessThan(kinds.indexOf('think'));
  expect(call.state.language).toBe('he');
});
