// Somebody calls the running system: what they hear, and what is known of the call afterwards.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactIdentities, leads, reminders } from '../../src/db/schema/index.ts';
import { callSentence } from '../../src/domain/calls/sentences.ts';
import { noted, over } from '../sandbox/phone/connected-phone.ts';
import { until } from '../support/until.ts';
import {
  CALLER,
  callsOf,
  callThat,
  createCalledBusiness,
  type PhoneWorld,
  recordingsOf,
  startPhoneWorld,
} from './phone-world.ts';
import { WITHHELD } from './told-call.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ variables: { MAX_CALLS_PER_BUSINESS: '1' } });
});
afterAll(() => world.close());

test('a caller hears what they can press, hangs up, and the call, its contact and its lead are written down', async () => {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const script = [{ do: 'listen', quietMs: 300 }, { do: 'hang-up' }] as const;
  const call = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [...script] });
  await over(call);
  const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
  expect(noted(call, 'problem')).toEqual([]);
  expect(noted(call, 'voice').map(({ state }) => state)).toEqual(['begins', 'ends']);
  expect(row).toMatchObject({
    state: 'completed',
    admission: 'admitted',
    result: 'no-talk',
    leaseUntil: null,
    streamTokenHash: null,
    fromNumber: CALLER,
  });
  expect(row.prompt).toContain('on the phone');
  expect(row.durationS).toBe(Math.ceil(call.talkedMs() / 1_000));
  const found = await until('the lead', () =>
    world.withBusiness(businessId, async (tx) => {
      const rows = await tx
        .select({ source: leads.source, phone: contactIdentities.value })
        .from(leads)
        .innerJoin(contactIdentities, eq(contactIdentities.contactId, leads.contactId));
      return rows.length > 0 && rows;
    }),
  );
  expect(found).toEqual([{ source: 'call', phone: CALLER }]);
  expect(await callsOf(world, businessId)).toHaveLength(1);
});

test('a caller who withholds their number is not promised a call-back, and is asked for a message instead', async () => {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const call = await world.phone.dial({
    from: WITHHELD,
    to: voiceNumber,
    script: [
      { do: 'hear', text: 'press one', withinMs: 30_000 },
      { do: 'press', keys: '1' },
      { do: 'hear', text: 'after the tone', withinMs: 30_000 },
      { do: 'hang-up' },
    ],
  });
  await until('the end of the call', async () => call.isFinal(), 60_000);
  expect(noted(call, 'problem')).toEqual([]);
  expect(
    noted(call, 'heard')
      .map(({ text }) => text)
      .join(' '),
  ).not.toContain('Noted');
  expect(await world.withBusiness(businessId, (tx) => tx.select().from(reminders))).toEqual([]);
});

test('a full house hears a sentence and leaves a message, which is kept', async () => {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const first = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [{ do: 'stay' }] });
  await callThat(world, businessId, first.sid, ({ streamStartedAt }) => streamStartedAt !== null);
  const second = await world.phone.dial({
    from: '+972502222222',
    to: voiceNumber,
    script: [
      { do: 'hear', text: 'after the tone and we will call you back' },
      { do: 'wait', ms: 700 },
      { do: 'say', text: 'Please call me' },
      { do: 'press', keys: '#' },
      { do: 'hear', text: 'Thank you' },
      { do: 'hang-up' },
    ],
  });
  await until('the end of the call', async () => second.isFinal(), 30_000);
  const row = await callThat(world, businessId, second.sid, ({ result }) => result === 'message');
  expect(row).toMatchObject({ state: 'completed', admission: 'full', streamStartedAt: null });
  expect(noted(second, 'problem')).toEqual([]);
  const heard = noted(second, 'heard')
    .map(({ text }) => text)
    .join(' ');
  expect(heard).toContain('All lines are busy');
  expect(callSentence('full', 'en')).toContain('All lines are busy');
  const [recording] = await recordingsOf(world, businessId);
  expect(recording).toMatchObject({ kind: 'message', state: 'stored', callId: row.id });

  first.end('completed');
  await callThat(world, businessId, first.sid, ({ result }) => result !== null);
  const third = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [{ do: 'stay' }] });
  await callThat(world, businessId, third.sid, ({ streamStartedAt }) => streamStartedAt !== null);
});
