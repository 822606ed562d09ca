// The model fails at the start, in the middle, for ever: the caller hears that we are still there, then what becomes of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reminders } from '../../../src/db/schema/index.ts';
import type { Asked, Turn } from '../../providers/llm/calls/model-server.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { heardBy, longestWait, startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

/** How the model of the test breaks, by what it is told. */
const BROKEN: Record<string, Turn> = {
  'I would like one.': ['hang'],
  'I would like two.': [{ status: 503 }],
  'I would like three.': [{ say: 'We have three of them. ' }, { say: 'They are' }, 'hang'],
  'I would like four.': [{ say: 'We have four of them. ' }, 'cut'],
};

function answer({ messages }: Asked): Turn {
  const last = messages.findLast(({ role }) => role === 'user');
  return BROKEN[String(last?.content)] ?? [{ say: 'All right, anything else?' }, { finish: 'stop' }];
}

let world: TalkWorld;
beforeAll(async () => {
  world = await startTalkWorld({ model: answer });
});
afterAll(() => world.close());

describe.concurrent('a model', { timeout: 120_000 }, () => {
  test.each(Object.keys(BROKEN))(
    'that breaks at "%s" costs no more than 4 s of silence, and the talk goes on',
    async (words) => {
      const { businessId, voiceNumber } = await createCalledBusiness(world);
      const call = await talk(world, voiceNumber, [
        { do: 'listen' },
        { do: 'say', text: words },
        { do: 'hear', text: 'say that again?', withinMs: 40_000 },
        { do: 'wait', ms: 500 },
        { do: 'say', text: 'I would like a table.' },
        { do: 'hear', text: 'anything else?' },
        { do: 'wait', ms: 700 },
        { do: 'hang-up' },
      ]);
      await callThat(world, businessId, call.sid, ({ result }) => result === 'talked');
      expect(noted(call, 'problem')).toEqual([]);
      expect(longestWait(call)).toBeLessThan(4_500);
      const turns = await turnsOf(world, businessId);
      expect(turns.at(-1)?.callerText).toBe('I would like a table.');
      expect(turns.at(-1)?.heardText).toContain('All right, anything else?');
    },
  );

  test('that never answers ends the call with a promise, which is kept', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const again = [
      { do: 'hear', text: 'say that again?', withinMs: 40_000 },
      { do: 'wait', ms: 500 },
    ] as const;
    const call = await talk(world, voiceNumber, [
      { do: 'listen' },
      { do: 'say', text: 'I would like two.' },
      ...again,
      { do: 'say', text: 'I would like two.' },
      ...again,
      { do: 'say', text: 'I would like two.' },
      { do: 'stay' },
    ]);
    expect(heardBy(call)).toContain('We will call you back soon. Goodbye.');
    const due = await until('the reminder', () =>
      world.withBusiness(businessId, async (tx) => {
        const rows = await tx.select({ note: reminders.note }).from(reminders);
        return rows.length > 0 && rows;
      }),
    );
    expect(due).toHaveLength(1);
  });
});
