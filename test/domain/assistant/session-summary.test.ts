import { expect, test } from 'vitest';
import { summarizeSession } from '../../../src/domain/assistant/session-summary.ts';
import { talk } from '../talk.ts';

test('a session is summed up with what the customer told, each fact with its message', () => {
  const { history } = talk([['היי'], ['דנה'], ['צריך הצעת מחיר לשיפוץ בחולון'], ['תודה']]);
  const { summary, facts } = summarizeSession(history, {}, 'he');
  expect(summary.split('\n')).toEqual([
    'שם: דנה',
    'עיר: חולון',
    'פנייה: צריך הצעת מחיר לשיפוץ בחולון',
    'שירות: הצעת מחיר לשיפוץ בחולון',
    'כוונה: מחיר',
    'הודעות מהלקוח: 4',
    'ההודעה האחרונה: תודה',
  ]);
  expect(Object.fromEntries(facts.map(({ field, fromMessageId }) => [field, fromMessageId]))).toEqual({
    name: 'm2',
    need: 'm3',
    city: 'm3',
    service: 'm3',
    intent: 'm3',
  });
});

test('what was known before is named, but is no fact of this session', () => {
  const { summary, facts } = summarizeSession(
    [{ id: 'm1', author: 'customer', text: 'hello' }],
    { name: 'Dana' },
    'en',
  );
  expect(summary).toBe(
    'Name: Dana\nMessages from the customer: 1\nLast message: hello\nThe last message has no answer yet.',
  );
  expect(facts).toEqual([]);
});

test('an image is no need', () => {
  const { facts } = summarizeSession(talk([['שלום'], ['דנה'], ['[image]']]).history, {}, 'he');
  expect(facts.map(({ field }) => field)).toEqual(['name']);
});

test('an empty session is summed up too', () => {
  expect(summarizeSession([], {}, 'en')).toEqual({ summary: 'Messages from the customer: 0', facts: [] });
});
