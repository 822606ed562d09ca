// Whole conversations in virtual time: half a minute and more of a call, the same on every run.
import { expect, test } from 'vitest';
import { spokenWords } from '../../src/domain/calls/spoken-words.ts';
import { type Answer, LINES, simulateCall } from './simulation/simulated-call.ts';

const answer = (...texts: string[]): Answer => ({
  sentences: texts.map((text, index) => ({ text, afterMs: 350 + index * 150 })),
  doneAfterMs: 400 + texts.length * 150,
});

const HOURS = 'We are open from nine in the morning until six in the evening, and on Friday until two.';
const READ_BACK = spokenWords('I have 054-123-4567. Is that right?', 'en');
const BYE = 'Thank you, somebody will call you back today. Goodbye.';

const CONVERSATION = {
  voiceMs: 180,
  caller: [
    { at: 2_600, voiceMs: 1_400, words: 'Hello, when are you open?' },
    // Listening along, while the hours are told.
    { at: 6_000, voiceMs: 400, words: 'mm hmm' },
    { at: 13_500, voiceMs: 1_800, words: 'Please call me back on 054' },
    // The rest of the number, after a look at the card.
    { at: 16_600, voiceMs: 1_500, words: '123 4567' },
    // In the middle of the number that is read back.
    { at: 22_500, voiceMs: 1_000, words: 'yes that is right' },
  ],
  answers: [
    answer(HOURS),
    answer(READ_BACK),
    { sentences: [{ text: BYE, afterMs: 2_500 }], toolAfterMs: 400, doneAfterMs: 2_600, hangsUp: true },
  ],
};

test('a call of half a minute: greeting, hours, a number in two parts read back, an interruption, a tool, a goodbye', () => {
  const call = simulateCall(CONVERSATION);
  expect(call.said).toEqual(['greeting', HOURS, READ_BACK, 'one-moment', BYE]);
  const [greeting, question, hours, number, readBack, yes, bye] = call.state.history;
  expect(greeting).toEqual({ speaker: 'assistant', text: LINES.greeting });
  expect(question).toEqual({ speaker: 'caller', text: 'Hello, when are you open?' });
  expect(hours).toEqual({ speaker: 'assistant', text: HOURS });
  expect(number).toEqual({ speaker: 'caller', text: 'Please call me back on 054 123 4567' });
  expect(READ_BACK.startsWith(readBack?.text ?? '-')).toBe(true);
  expect(readBack?.text.length).toBeLessThan(READ_BACK.length);
  expect(yes).toEqual({ speaker: 'caller', text: 'yes that is right' });
  expect(bye).toEqual({ speaker: 'assistant', text: `${LINES['one-moment']} ${BYE}` });
  expect(call.heardShareOf(BYE)).toBeGreaterThan(0.98);
  expect(call.effects.at(-1)).toMatchObject({ type: 'hang-up', reason: 'assistant' });
  expect(call.longestSilenceMs).toBeLessThan(4_000);
  expect(call.endedAt).toBeGreaterThan(25_000);
});

test('the same call is the same to the millisecond', () => {
  expect(simulateCall(CONVERSATION).effects).toEqual(simulateCall(CONVERSATION).effects);
});

test('a call of six minutes goes over a renewal of recognition without a lost or doubled word', () => {
  const sentences = Array.from({ length: 24 }, (_, index) => `Question ${index} is about thing ${index}.`);
  const call = simulateCall(
    {
      voiceMs: 180,
      caller: sentences.map((words, index) => ({ at: 3_000 + index * 15_000, voiceMs: 1_800, words })),
      answers: sentences.map((_, index) => answer(`Answer ${index} is this.`, 'And that is all.')),
    },
    365_000,
  );
  expect(call.streamsOpenedAt).toHaveLength(2);
  const spoken = call.state.history.filter(({ speaker }) => speaker === 'caller');
  expect(spoken.map(({ text }) => text)).toEqual(sentences);
  expect(call.said.filter((one) => one.startsWith('Answer'))).toHaveLength(24);
});

test('a call in Hebrew whose caller goes over to English is answered in English from that sentence on', () => {
  const call = simulateCall(
    {
      language: 'he',
      voiceMs: 180,
      caller: [
        { at: 2_600, voiceMs: 1_200, words: 'שלום מתי אתם פתוחים?' },
        { at: 9_000, voiceMs: 1_500, words: 'Sorry, can we speak English please?' },
      ],
      answers: [answer('אנחנו פתוחים עד שש.'), answer('Of course. We are open until six.')],
    },
    16_000,
  );
  const voiced = call.effects.flatMap((one) => (one.type === 'voice' ? [one.language] : []));
  expect(voiced).toEqual(['he', 'en']);
  expect(call.effects.filter(({ type }) => type === 'switch-language')).toHaveLength(1);
});
