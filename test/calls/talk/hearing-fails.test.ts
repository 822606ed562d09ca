// Recognition fails at the start, in the middle, for ever: what callers say is not lost, or they are told how to go on.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reminders } from '../../../src/db/schema/index.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { heardBy, startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

let world: TalkWorld;
beforeAll(async () => {
  world = await startTalkWorld();
});
afterAll(() => world.close());

const ENGLISH = 'en-US';
/** All that recognition tries for Hebrew. */
const HEBREW = ['iw-IL', 'he-IL'] as const;

async function saysOfTheSink() {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const call = await talk(world, voiceNumber, [
    { do: 'listen' },
    { do: 'say', text: 'Hello, my sink is leaking.' },
    { do: 'hear', text: 'your name' },
    { do: 'hang-up' },
  ]);
  await callThat(world, businessId, call.sid, ({ result }) => result === 'talked');
  expect(noted(call, 'problem')).toEqual([]);
  return (await turnsOf(world, businessId)).map(({ callerText }) => callerText);
}

test('at the start: the next stream hears all of it', async () => {
  world.speech.trouble({ kind: 'error', afterMs: 0, times: 2, languageCode: ENGLISH });
  expect(await saysOfTheSink()).toEqual(['', 'Hello, my sink is leaking.']);
});

test('in the middle of what is said: it is heard again from what was kept', async () => {
  world.speech.trouble({ kind: 'error', afterMs: 6_500, times: 1, languageCode: ENGLISH });
  expect(await saysOfTheSink()).toEqual(['', 'Hello, my sink is leaking.']);
});

test('hears nothing at all: the caller is asked to say it again, and another stream understands them', async () => {
  world.speech.trouble({ kind: 'deaf', afterMs: 0, times: 1, languageCode: ENGLISH });
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const call = await talk(world, voiceNumber, [
    { do: 'listen' },
    { do: 'say', text: 'Hello, my sink is leaking and I need a plumber.' },
    { do: 'hear', text: 'say it again?' },
    { do: 'wait', ms: 500 },
    { do: 'say', text: 'My sink is leaking.' },
    { do: 'hear', text: 'your name' },
    { do: 'hang-up' },
  ]);
  await callThat(world, businessId, call.sid, ({ result }) => result === 'talked');
  expect(noted(call, 'problem')).toEqual([]);
  // The next stream is given what was kept, so that the first words may count after all.
  expect((await turnsOf(world, businessId)).at(-1)?.callerText).toMatch(/my sink is leaking/i);
});

test('for ever: the caller is told of the keys, and is called back', async () => {
  for (const languageCode of HEBREW) world.speech.trouble({ kind: 'error', languageCode });
  const { businessId, voiceNumber } = await createCalledBusiness(world, { language: 'he' });
  const call = await talk(world, voiceNumber, [
    { do: 'hear', text: 'להקיש אחת' },
    { do: 'press', keys: '1' },
    { do: 'stay' },
  ]);
  expect(noted(call, 'problem')).toEqual([]);
  expect(heardBy(call)).toContain('נחזור אליך בהקדם');
  const due = await until('the reminder', () =>
    world.withBusiness(businessId, async (tx) => {
      const rows = await tx.select({ note: reminders.note }).from(reminders);
      return rows.length > 0 && rows;
    }),
  );
  expect(due).toHaveLength(1);
});

test('for ever: whoever presses 2 leaves a message after the tone', async () => {
  for (const languageCode of HEBREW) world.speech.trouble({ kind: 'error', languageCode });
  const { businessId, voiceNumber } = await createCalledBusiness(world, { language: 'he' });
  const call = await talk(world, voiceNumber, [
    { do: 'hear', text: 'להקיש שתיים' },
    { do: 'press', keys: '2' },
    { do: 'hear', text: 'אחרי הצליל' },
    { do: 'wait', ms: 2_500 },
    { do: 'say', text: 'יש לי נזילה בכיור', language: 'he-IL' },
    { do: 'press', keys: '#' },
    { do: 'stay' },
  ]);
  expect(noted(call, 'problem')).toEqual([]);
  await callThat(world, businessId, call.sid, ({ result }) => result === 'message');
});
