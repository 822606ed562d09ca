import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Awaited, factsIn, isQuestion } from '../../../src/domain/leads/facts-in-text.ts';

const read = (text: string, awaited: Awaited = 'nothing') =>
  Object.fromEntries(factsIn({ id: 'm1', text }, awaited).map(({ field, value }) => [field, value]));

test.each([
  ['שמי דנה כהן', 'דנה כהן'],
  ['קוראים לי אחמד ואני צריך עזרה', 'אחמד'],
  ['היי אני דנה', 'דנה'],
  ['שלום, כאן יוסי לוי', 'יוסי לוי'],
  ['מדבר משה מתל אביב', 'משה'],
  ['my name is bob dylan and I need help', 'Bob Dylan'],
  ["Hi, I'm Dana", 'Dana'],
  ['שם: רונית', 'רונית'],
])('"%s" introduces %s without being asked', (text, name) => {
  expect(read(text).name).toBe(name);
});

test.each([
  ...['אני מחכה', 'אני בבית', 'זה דחוף', 'כאן בחולון', "I'm waiting", 'this is urgent', 'דנה', 'שלום'],
  ...['call me tomorrow', 'Please call me back', 'call me on Monday'],
])('"%s" introduces nobody', (text) => {
  expect(read(text)).not.toHaveProperty('name');
});

test.each([
  ['דנה', 'דנה'],
  ['דנה כהן 🙂', 'דנה כהן'],
  ['יוסקה 🙏', 'יוסקה'],
  ['היי, דנה', 'דנה'],
  ['דוד', 'דוד'],
  ['בן־ציון', 'בן־ציון'],
  ['john', 'John'],
  ['דני כהן נזילה במטבח', 'דני כהן'],
  ['לא רוצה', undefined],
  ['לא משנה', undefined],
  ['no way', undefined],
  ['תתקשרו', undefined],
  ['למה?', undefined],
  ['דנה?', undefined],
  ['נזילה', undefined],
  ['0501234567', undefined],
  ['בוקר טוב', undefined],
])('asked for the name, "%s" answers %s', (text, name) => {
  expect(read(text, 'name').name).toBe(name);
});

test.each([
  ['יש לי נזילה', 'nothing', 'יש לי נזילה'],
  ['היי, המזגן לא עובד!', 'nothing', 'המזגן לא עובד!'],
  ['כמה עולה להחליף ברז?', 'nothing', 'כמה עולה להחליף ברז?'],
  ['המים בדירה קרים כבר יומיים', 'nothing', undefined],
  ['המים בדירה קרים כבר יומיים', 'name', 'המים בדירה קרים כבר יומיים'],
  ['ברז', 'need', 'ברז'],
  ['תודה', 'need', undefined],
  ['מתי אתם פתוחים?', 'need', undefined],
  ['למה צריך שם?', 'name', undefined],
] as const)('"%s", asked for %s, needs: %s', (text, awaited, need) => {
  expect(read(text, awaited).need).toBe(need);
});

test('a long need is cut, not dropped', () => {
  expect(read(`צריך ${'א'.repeat(500)}`).need).toHaveLength(200);
});

test.each([
  ['צריך אינסטלטור בתל אביב', 'תל אביב'],
  ['leak in Haifa', 'Haifa'],
  ['אני גר בלוד', 'לוד'],
  ['שלום', undefined],
])('the city of "%s" is %s', (text, city) => {
  expect(read(text).city).toBe(city);
});

test.each([
  ['צריך אינסטלטור דחוף, תודה', 'אינסטלטור דחוף'],
  ['looking for a plumber', 'plumber'],
  ['נזילה', undefined],
])('the service of "%s" is %s', (text, service) => {
  expect(read(text).service).toBe(service);
});

test.each([
  ['כמה עולה תיקון?', 'price'],
  ['אפשר לקבוע תור?', 'appointment'],
  ['אני רוצה לבטל את הפגישה', 'cancellation'],
  ['I have a complaint', 'complaint'],
  ['יש לי נזילה', 'service'],
  ['שלום', undefined],
])('the intent of "%s" is %s', (text, intent) => {
  expect(read(text).intent).toBe(intent);
});

test.each([
  ['כמה זה עולה', true],
  ['ומתי אפשר?', true],
  ['do you work on Friday', true],
  ['יש לכם המלצות?', true],
  ['מה נשמע?', false],
  ['יש מישהו?', false],
  ['??', false],
  ['יש לי נזילה', false],
])('"%s" wants an answer: %s', (text, question) => {
  expect(isQuestion(text)).toBe(question);
});

test('any text is read without an error, and no fact is empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom<Awaited>('name', 'need', 'nothing'), (text, awaited) => {
      for (const { value } of factsIn({ id: 'm1', text }, awaited)) expect(value.trim()).not.toBe('');
    }),
  );
});
