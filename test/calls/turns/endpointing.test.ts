import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingOf, turnEndsAt, WAIT_MS } from '../../../src/calls/turns/endpointing.ts';
import { isBackchannel } from '../../../src/calls/turns/turn-words.ts';

test.each([
  ['I would like to book a table.', 'complete'],
  ['Do you have time tomorrow?', 'complete'],
  ['yes', 'complete'],
  ['כן', 'complete'],
  ['תודה רבה', 'complete'],
  ['אני רוצה לקבוע תור למחר', 'open'],
  ['I need a plumber tomorrow morning', 'open'],
  ['I would like to', 'unfinished'],
  ['אני רוצה', 'unfinished'],
  ['יש לי נזילה אבל', 'unfinished'],
  ['well, um', 'unfinished'],
  ['first of all,', 'unfinished'],
  ['my number is 054', 'dictating'],
  ['my number is 054 123', 'dictating'],
  ['my number is 054-123-4567', 'complete'],
  ['my number is zero five four one two', 'dictating'],
  ['my number is zero five four one two three four five six seven', 'complete'],
  ['המספר שלי אפס חמש ארבע אחת שתיים', 'dictating'],
  ['המספר שלי 0541234567', 'complete'],
  ['המספר שלי 03 123 4567', 'complete'],
  ['it is +972 54', 'dictating'],
  ['the order is 48213', 'dictating'],
  ['we are 4', 'open'],
  ['at 5', 'open'],
  ['my email is dana at', 'dictating'],
  ['my email is dana at example', 'dictating'],
  ['my email is dana at example dot com', 'complete'],
  ['המייל שלי דנה שטרודל', 'dictating'],
  ['המייל שלי דנה שטרודל דוגמה נקודה קום', 'complete'],
  ['dana@example.com is my email', 'open'],
  ['I am at home', 'open'],
])('"%s" is %s', (text, ending) => {
  expect(endingOf(text)).toBe(ending);
});

const turn = { text: 'I need a plumber', changedAt: 900, quietSince: 1_000 };

test('without words the turn does not end', () => {
  expect(turnEndsAt({ ...turn, text: ' ' })).toBeUndefined();
});

test('the silence is counted from the end of the voice', () => {
  expect(turnEndsAt(turn)).toBe(1_000 + WAIT_MS.open);
});

test('words that still change are waited for', () => {
  expect(turnEndsAt({ ...turn, text: 'Yes.', changedAt: 2_000 })).toBe(2_250);
});

test('while the voice is heard the turn goes on, but not for ever on a noisy line', () => {
  expect(turnEndsAt({ ...turn, quietSince: undefined })).toBe(900 + 2_500);
});

test('whoever dictates is given more time than whoever has finished', () => {
  const ends = (text: string) => turnEndsAt({ text, changedAt: 0, quietSince: 0 }) ?? 0;
  expect(ends('054 123')).toBeGreaterThan(ends('I need a'));
  expect(ends('I need a')).toBeGreaterThan(ends('I need a plumber'));
  expect(ends('I need a plumber')).toBeGreaterThan(ends('I need a plumber.'));
});

test('whatever is said, a turn ends within two and a half seconds of quiet and unchanged words', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(10_000), fc.option(fc.nat(10_000)), (text, changedAt, quiet) => {
      const endsAt = turnEndsAt({ text, changedAt, quietSince: quiet ?? undefined });
      if (text.trim() === '') return;
      expect(endsAt).toBeLessThanOrEqual(Math.max(changedAt, quiet ?? 0) + 2_500);
      expect(endsAt).toBeGreaterThanOrEqual(Math.min(changedAt, quiet ?? changedAt));
    }),
  );
});

test.each([
  ['כן', true],
  ['mm hmm', true],
  ['yeah, okay', true],
  ['אוקיי, הבנתי', true],
  ['yes but I want Tuesday', false],
  ['לא', false],
  ['stop', false],
  ['כן אבל מתי', false],
  ['', false],
])('"%s" only says that one listens: %s', (text, is) => {
  expect(isBackchannel(text)).toBe(is);
});
