// Whose turn it is, without a database: the order of what was written, the limits of waiting.
import { expect, test } from 'vitest';
import {
  NOT_PREPARED_AFTER_MS,
  nextTurn,
  PREPARATION_LIMIT_MS,
  type WaitingMessage,
} from '../../src/domain/conversations/turn.ts';

const NOW = 1_800_000_000_000;
const message = (id: string, change: Partial<WaitingMessage> = {}): WaitingMessage => ({
  id,
  seq: 1,
  ready: true,
  sentAt: NOW - 1_000,
  storedAt: NOW - 1_000,
  ...change,
});
const turn = (...waiting: WaitingMessage[]) =>
  nextTurn(
    { handledBy: 'assistant', pausedUntil: null, assistantOn: true, optedOut: false, answerWithinMs: 600_000, waiting },
    NOW,
  );
const ids = (found: ReturnType<typeof turn>) => ('messages' in found ? found.messages.map(({ id }) => id) : found);

test('messages are answered in the order they were written, then in the order they came', () => {
  const late = message('late', { seq: 1, sentAt: NOW - 1_000 });
  const early = message('early', { seq: 2, sentAt: NOW - 2_000 });
  const same = message('same', { seq: 3, sentAt: NOW - 1_000 });
  expect(ids(turn(late, early, same))).toEqual(['early', 'late', 'same']);
});

test('an earlier message that is not ready is waited for, and what comes after it is a later turn', () => {
  const slow = message('slow', { ready: false, sentAt: NOW - 5_000, storedAt: NOW - 5_000 });
  expect(turn(slow, message('next'))).toEqual({ kind: 'wait', ms: PREPARATION_LIMIT_MS - 5_000 });
  const before = message('before', { sentAt: NOW - 9_000 });
  expect(ids(turn(before, slow, message('next')))).toEqual(['before']);
});

test('after 30 s a message that is not ready is passed by', () => {
  const stuck = message('stuck', { ready: false, sentAt: NOW - 40_000, storedAt: NOW - PREPARATION_LIMIT_MS });
  expect(ids(turn(stuck, message('next')))).toEqual(['next']);
});

test('a message that nobody prepares any more is left to a person', () => {
  const lost = message('lost', { ready: false, storedAt: NOW - NOT_PREPARED_AFTER_MS });
  expect(turn(lost, message('next'))).toMatchObject({
    kind: 'leave',
    flag: 'not-prepared',
    messages: [{ id: 'lost' }],
  });
});
