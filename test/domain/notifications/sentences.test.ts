import { expect, test } from 'vitest';
import { ATTENTION } from '../../../src/domain/conversations/attention.ts';
import { type NotificationContent, subjectOf } from '../../../src/domain/notifications/notification.ts';
import { sentenceOf } from '../../../src/domain/notifications/sentences.ts';

const everyKind: NotificationContent[] = [
  ...ATTENTION.map(
    (reason): NotificationContent => ({
      kind: 'needs-person',
      about: { kind: 'conversation', conversationId: 'c' },
      values: { name: null, reason },
    }),
  ),
  { kind: 'new-lead', about: { kind: 'lead', leadId: 'l' }, values: { name: null } },
  { kind: 'missed-call', about: { kind: 'call', callId: 'c' }, values: { name: 'Dana' } },
  { kind: 'call-ended', about: { kind: 'call', callId: 'c' }, values: { name: 'Dana', summary: null } },
  {
    kind: 'reminder',
    about: { kind: 'reminder', reminderId: 'r' },
    values: { note: 'Call back', name: 'Dana', dueAt: '2026-11-22T12:30:00.000Z', clock: '14:30' },
  },
  {
    kind: 'operation-finished',
    about: { kind: 'operation', operationId: 'o' },
    values: { title: 'Broadcast', done: '9', failed: '1' },
  },
  { kind: 'system-alert', about: { kind: 'alert', alertId: 'a' }, values: { text: 'No worker polls.' } },
  { kind: 'test', about: { kind: 'nothing' }, values: {} },
];

test.each(everyKind)('$kind has words in both languages', (content) => {
  for (const language of ['he', 'en'] as const) {
    const { title, body } = sentenceOf(content, language);
    expect(`${title} ${body}`).not.toMatch(/undefined|null|\{\{/);
    expect([title, body].every((text) => text.trim() !== '')).toBe(true);
  }
});

test('a reminder says for what hour it is, which stays true however late it is read', () => {
  const reminder: NotificationContent = {
    kind: 'reminder',
    about: { kind: 'reminder', reminderId: 'r' },
    values: { note: 'Call back', name: 'Dana', dueAt: '2026-11-22T12:30:00.000Z', clock: '14:30' },
  };
  expect(sentenceOf(reminder, 'en')).toEqual({ title: 'Reminder for 14:30', body: 'Call back (Dana)' });
  expect(sentenceOf(reminder, 'he').title).toBe('תזכורת לשעה 14:30');
});

test('a long value is cut between characters, so that the push fits in 4,096 bytes', () => {
  const text = '😀'.repeat(3_000);
  const { body } = sentenceOf({ kind: 'system-alert', about: { kind: 'alert', alertId: 'a' }, values: { text } }, 'en');
  expect(Buffer.byteLength(body)).toBeLessThan(1_000);
  expect(body.isWellFormed()).toBe(true);
});

test('notices of one kind about one thing share their subject, others do not', () => {
  const subjects = everyKind.filter(({ kind }) => kind !== 'needs-person').map(subjectOf);
  expect(new Set(subjects).size).toBe(subjects.length);
  expect(new Set(everyKind.filter(({ kind }) => kind === 'needs-person').map(subjectOf)).size).toBe(1);
});
