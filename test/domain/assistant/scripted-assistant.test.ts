import fc from 'fast-check';
import { expect, test } from 'vitest';
import { talk } from '../talk.ts';

test('it says what it is, asks for the name, then the need, and thanks', () => {
  const { said, facts } = talk([['שלום'], ['דנה'], ['יש לי נזילה מתחת לכיור'], ['תודה רבה!']]);
  expect(said).toEqual([
    'שלום! כאן העוזר הדיגיטלי של Cohen. איך קוראים לך?',
    'נעים מאוד, דנה. במה אפשר לעזור?',
    'תודה, דנה! הפרטים אצלנו, ומישהו מהצוות יחזור אליך.',
    'בשמחה!',
  ]);
  expect(facts).toMatchObject([
    { field: 'name', value: 'דנה', fromMessageId: 'm2' },
    { field: 'need', value: 'יש לי נזילה מתחת לכיור', fromMessageId: 'm3' },
    { field: 'intent', fromMessageId: 'm3' },
  ]);
});

test('to whoever writes English it speaks English', () => {
  const { said, lead } = talk([['hi'], ["I'm dana levi"], ['my sink is leaking']]);
  expect(said[0]).toBe('Hi! This is the digital assistant of Cohen. What is your name?');
  expect(said.slice(1).join(' ')).not.toMatch(/\p{Script=Hebrew}/u);
  expect(lead).toEqual({ name: 'Dana Levi', need: 'my sink is leaking' });
});

test('a customer who says everything at once is asked nothing', () => {
  const { said, lead } = talk([['היי אני דנה ויש לי פיצוץ בצינור']]);
  expect(lead).toEqual({ name: 'דנה', need: 'יש לי פיצוץ בצינור' });
  expect(said[0]).toBe('שלום! כאן העוזר הדיגיטלי של Cohen. תודה, דנה! הפרטים אצלנו, ומישהו מהצוות יחזור אליך.');
});

test('name and need in two messages of one burst are both understood', () => {
  expect(talk([['היי'], ['יוסי', 'סתימה באמבטיה']]).lead).toEqual({ name: 'יוסי', need: 'סתימה באמבטיה' });
});

test('a need told first is noted, and only the name is asked for', () => {
  const { said, lead } = talk([['בוקר טוב, צריך אינסטלטור דחוף']]);
  expect(lead).toEqual({ need: 'צריך אינסטלטור דחוף' });
  expect(said[0]).toBe('שלום! כאן העוזר הדיגיטלי של Cohen. רשמנו, תודה. איך קוראים לך?');
});

test('a question instead of an answer is left to the team, and the question stays open', () => {
  const { said, lead } = talk([['שלום'], ['אתם עובדים גם בשבת?']]);
  expect(lead).toEqual({});
  expect(said[1]).toBe('על השאלה הזו הצוות יענה, כדי לא להטעות. איך קוראים לך?');
});

test('asked whether it is a bot, it says so and how to get a person', () => {
  expect(talk([['hello'], ['are you a robot?']]).said[1]).toMatch(/^Yes, this is a digital assistant, not a person/);
});

test('a customer who keeps the name to themselves is not asked for ever', () => {
  const { said } = talk([['יש לי נזילה'], ['לא משנה'], ['תתקשרו'], ['נו?']]);
  expect(said.map((text) => text.includes('?'))).toEqual([true, true, false, false]);
});

test('outside hours it says when people are back', () => {
  const closed = { openNow: false, nextOpeningSentence: 'הצוות חוזר מחר ב-08:00.' };
  const { said } = talk([['שלום'], ['דנה'], ['נזילה']], closed);
  expect(said.map((text) => text.includes('מחר ב-08:00'))).toEqual([true, false, true]);
});

test('a customer who is known is greeted by name and asked only what is new', () => {
  const { said } = talk([['שלום']], { lead: { name: 'דנה', need: 'נזילה' } });
  expect(said[0]).toBe('שלום דנה! כאן העוזר הדיגיטלי של Cohen. במה אפשר לעזור?');
});

test('what it puts into its words are words, not patterns', () => {
  expect(talk([['hi']], { businessName: '$& {name}' }).said[0]).toContain('assistant of $& ');
});

test('it never says the same twice in a row, whatever comes', () => {
  const texts = [
    'היי',
    'דנה',
    'כמה עולה?',
    'תודה',
    'אתה רובוט?',
    '👍',
    '[image]',
    'יש לי סתימה',
    'נו?',
    'ok',
    'is anyone there?',
    '',
  ];
  const burst = fc.array(fc.oneof(fc.constantFrom(...texts), fc.string()), { minLength: 1, maxLength: 3 });
  const repeated = fc.tuple(burst, fc.integer({ min: 1, max: 5 })).map(([one, times]) => Array(times).fill(one));
  fc.assert(
    fc.property(fc.array(repeated, { minLength: 1, maxLength: 4 }), fc.boolean(), (all, openNow) => {
      const { said } = talk(all.flat(), { openNow });
      for (const [index, text] of said.entries()) {
        expect(text).not.toBe('');
        expect(text).not.toBe(said[index - 1]);
      }
    }),
    { numRuns: 300 },
  );
});

test('facts always name a message of the customer, each field once', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('שמי דנה', 'אני יוסי מחולון', 'צריך הצעת מחיר', 'my name is Bob'));
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { maxLength: 5 }), (bursts) => {
      const { facts, history } = talk(bursts);
      const customers = new Set(history.filter(({ author }) => author === 'customer').map(({ id }) => id));
      for (const fact of facts) {
        expect(customers).toContain(fact.fromMessageId);
        expect(fact.value.trim()).not.toBe('');
      }
      const namesAndNeeds = facts.map(({ field }) => field).filter((field) => field === 'name' || field === 'need');
      expect(new Set(namesAndNeeds).size).toBe(namesAndNeeds.length);
    }),
  );
});
