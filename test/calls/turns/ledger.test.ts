import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markName } from '../../../src/calls/audio/marks.ts';
import {
  addAudio,
  clearLedger,
  completeSentence,
  createLedger,
  heardText,
  isHeardToEnd,
  type Ledger,
  MARK_GRACE_MS,
  markDeadline,
  noteReturned,
  noteSent,
} from '../../../src/calls/turns/ledger.ts';

const TEXT = 'We are open until six today.';

/** One sentence of 2,800 ms (100 ms a character), sent and marked each 100 ms up to `sentMs`. */
function spoken(sentMs: number, words?: { characters: number; ms: number }[]): Ledger {
  let ledger = addAudio(createLedger(0), { sentence: 1, text: TEXT, ms: 2_800, ...(words ? { words } : {}) });
  ledger = completeSentence(ledger, 1);
  for (let ms = 100; ms <= sentMs; ms += 100) ledger = noteSent(ledger, markName({ generation: 0, ms }), ms);
  return ledger;
}

const returned = (ledger: Ledger, ms: number, generation = 0): Ledger =>
  noteReturned(ledger, markName({ generation, ms }));

test('what was only sent was not heard', () => {
  expect(heardText(spoken(2_800))).toBe('');
});

test.each([
  [100, ''],
  [200, 'We'],
  [500, 'We'],
  [600, 'We are'],
  [1_200, 'We are open'],
  [2_700, 'We are open until six'],
  [2_800, TEXT],
])('with %i ms of 2,800 heard, the words that had ended by then were: "%s"', (ms, text) => {
  expect(heardText(returned(spoken(2_800), ms))).toBe(text);
});

test("where the voice tells its words' times they count, not the proportion", () => {
  const words = [
    { characters: 2, ms: 900 },
    { characters: 6, ms: 1_400 },
    { characters: 28, ms: 2_800 },
  ];
  expect(heardText(returned(spoken(2_800, words), 800))).toBe('');
  expect(heardText(returned(spoken(2_800, words), 1_400))).toBe('We are');
});

test('of a sentence whose audio is still being made, no more is claimed than its length allows', () => {
  let ledger = addAudio(createLedger(0), { sentence: 1, text: TEXT, ms: 200 });
  ledger = noteSent(ledger, '0:200', 200);
  expect(heardText(noteReturned(ledger, '0:200'))).toBe('We');
});

test('a clear counts nothing that comes back of the generation before, and what is sent again counts', () => {
  const cleared = clearLedger(returned(spoken(2_800), 600));
  expect(heardText(returned(cleared, 2_800))).toBe('We are');
  expect(markDeadline(cleared)).toBeUndefined();
  const again = noteSent(cleared, '1:1200', 9_000);
  expect(heardText(returned(again, 1_200, 1))).toBe('We are open');
});

test('a mark of before the clear does not count for the one that stands in the same place after it', () => {
  const again = noteSent(clearLedger(spoken(300)), '1:300', 9_000);
  expect(heardText(returned(again, 300, 0))).toBe('');
  expect(heardText(returned(again, 300, 1))).toBe('We');
});

test('each mark that is out has a deadline: its audio’s end and a second', () => {
  expect(markDeadline(spoken(300))).toBe(100 + MARK_GRACE_MS);
  expect(markDeadline(returned(spoken(300), 100))).toBe(200 + MARK_GRACE_MS);
  expect(markDeadline(returned(spoken(300), 300))).toBeUndefined();
});

test.each(['0:250', '1:100', '0:2900', 'nonsense'])('a mark %s that was never sent says nothing', (name) => {
  expect(heardText(noteReturned(spoken(300), name))).toBe('');
});

test('several sentences are heard one after the other', () => {
  let ledger = addAudio(createLedger(0), { sentence: 1, text: 'Good morning.', ms: 1_000 });
  ledger = completeSentence(addAudio(ledger, { sentence: 2, text: 'How are you?', ms: 1_000 }), 2);
  ledger = noteSent(noteSent(ledger, '0:1000', 1_000), '0:2000', 2_000);
  expect(heardText(noteReturned(ledger, '0:1000'))).toBe('Good morning.');
  const all = noteReturned(ledger, '0:2000');
  expect(heardText(all)).toBe('Good morning. How are you?');
  expect(isHeardToEnd(all)).toBe(true);
});

const sentence = fc
  .array(fc.constantFrom('we', 'are', 'open', 'שלום', 'until', 'six,', 'תודה.'), { minLength: 1, maxLength: 8 })
  .map((words) => words.join(' '));

const happening = fc.oneof(
  fc.record({ type: fc.constant('audio' as const), text: sentence, frames: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ type: fc.constant('more' as const), frames: fc.integer({ min: 1, max: 40 }) }),
  // Few lengths, so that marks of two generations often stand in the same place.
  fc.record({ type: fc.constant('send' as const), frames: fc.constantFrom(5, 10) }),
  fc.record({ type: fc.constant('return' as const), pick: fc.nat({ max: 60 }) }),
  fc.record({ type: fc.constant('wrong mark' as const), generation: fc.nat({ max: 5 }), ms: fc.nat({ max: 9_000 }) }),
  fc.constant({ type: 'complete' as const }),
  fc.constant({ type: 'clear' as const }),
);

test('in any history: heard ≤ sent ≤ produced, heard only grows, and nothing of an old generation counts', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (history) => {
      let ledger = createLedger(0);
      let sentences = 0;
      let text = '';
      const sent: { generation: number; ms: number }[] = [];
      for (const one of history) {
        const before = ledger;
        switch (one.type) {
          case 'audio':
            sentences += 1;
            text = one.text;
            ledger = addAudio(ledger, { sentence: sentences, text, ms: one.frames * 20 });
            break;
          case 'more':
            if (sentences > 0) ledger = addAudio(ledger, { sentence: sentences, text, ms: one.frames * 20 });
            break;
          case 'complete':
            ledger = completeSentence(ledger, sentences);
            break;
          case 'send': {
            const ms = Math.min(ledger.sentMs + one.frames * 20, ledger.producedMs);
            sent.push({ generation: ledger.generation, ms });
            ledger = noteSent(ledger, markName({ generation: ledger.generation, ms }), ms);
            break;
          }
          case 'return': {
            const mark = sent[one.pick % Math.max(1, sent.length)];
            if (mark) ledger = noteReturned(ledger, markName(mark));
            if (mark && mark.generation !== before.generation) expect(ledger).toBe(before);
            break;
          }
          case 'wrong mark': {
            const wasSent = sent.some(({ generation, ms }) => generation === one.generation && ms === one.ms);
            if (!wasSent) expect(noteReturned(ledger, markName(one))).toBe(ledger);
            break;
          }
          case 'clear':
            ledger = clearLedger(ledger);
        }
        expect(ledger.heardMs).toBeLessThanOrEqual(ledger.sentMs);
        expect(ledger.sentMs).toBeLessThanOrEqual(ledger.producedMs);
        expect(ledger.heardMs).toBeGreaterThanOrEqual(before.heardMs);
        expect(heardText(ledger).startsWith(heardText(before))).toBe(true);
        const said = ledger.sentences.map((one) => one.text).join(' ');
        const whole = said.split(' ').slice(0, heardText(ledger).split(' ').length).join(' ');
        if (heardText(ledger) !== '' && ledger.sentences.length === 1) expect(heardText(ledger)).toBe(whole);
      }
    }),
    { numRuns: 3_000 },
  );
});
