// Whole talks on the real wires: what the caller hears, what is written down, and what comes of it.
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contacts, leadFacts, leads, reminders } from '../../../src/db/schema/index.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { CALLER, callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { heardBy, startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

const TWO_MINUTES = { timeout: 120_000 };

let world: TalkWorld;
beforeAll(async () => {
  world = await startTalkWorld();
});
afterAll(() => world.close());

describe.concurrent('a talk', TWO_MINUTES, () => {
  test.each([
    {
      language: 'en',
      greeting: 'How can I help?',
      says: ['Hello, my sink is leaking.', 'My name is Dana Levi.', 'Thank you, goodbye.'],
      name: 'Dana Levi',
      goodbye: 'goodbye!',
    },
    {
      language: 'he',
      greeting: 'איך אפשר לעזור?',
      says: ['שלום, יש לי נזילה בכיור.', 'קוראים לי דנה לוי.', 'תודה, להתראות.'],
      name: 'דנה לוי',
      goodbye: 'להתראות!',
    },
  ] as const)('in $language ends in a call-back, with the caller and their name on it', async (talked) => {
    const { businessId, voiceNumber } = await createCalledBusiness(world, { language: talked.language });
    const language = talked.language === 'he' ? 'he-IL' : 'en-US';
    const call = await talk(world, voiceNumber, [
      { do: 'hear', text: talked.greeting, withinMs: 30_000 },
      { do: 'wait', ms: 700 },
      ...talked.says.flatMap((text) => [{ do: 'say' as const, text, language }, { do: 'listen' as const }]),
      { do: 'stay' },
    ]);
    const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    expect(noted(call, 'problem')).toEqual([]);
    expect(heardBy(call)).toContain(talked.greeting);
    expect(heardBy(call)).toContain(talked.goodbye);
    expect(row).toMatchObject({ result: 'talked', state: 'completed', afterStream: 'hang-up' });
    const turns = await turnsOf(world, businessId);
    expect(turns.map(({ callerText }) => callerText.toLowerCase())).toEqual([
      '',
      ...talked.says.map((text) => text.toLowerCase()),
    ]);
    expect(turns.flatMap(({ toolResults }) => toolResults.map(({ tool }) => tool))).toContain('requestCallBack');
    const found = await until('the call-back', () =>
      world.withBusiness(businessId, async (tx) => {
        const facts = await tx
          .select({ field: leadFacts.field, value: leadFacts.value })
          .from(leadFacts)
          .orderBy(asc(leadFacts.field));
        const due = await tx.select({ note: reminders.note }).from(reminders);
        return facts.some(({ field }) => field === 'name') && due.length > 0 && { facts, due };
      }),
    );
    expect(found.facts).toContainEqual({ field: 'name', value: talked.name });
    expect(found.due).toHaveLength(1);
    expect(found.due[0]?.note).toContain(CALLER);
    const people = await world.withBusiness(businessId, (tx) =>
      tx.select({ id: leads.id }).from(leads).innerJoin(contacts, eq(contacts.id, leads.contactId)),
    );
    expect(people).toHaveLength(1);
  });

  test('goes on in the language that the caller speaks', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world, { language: 'he' });
    const call = await talk(world, voiceNumber, [
      { do: 'listen' },
      { do: 'say', text: 'Sorry, can we speak English please?', language: 'en-US' },
      { do: 'listen' },
      { do: 'say', text: 'I need a plumber for my kitchen.', language: 'en-US' },
      { do: 'hear', text: 'name' },
      { do: 'hang-up' },
    ]);
    await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    expect(noted(call, 'problem')).toEqual([]);
  });

  test('with a caller who says nothing: asked twice, then a goodbye that is heard to its end', async () => {
    const { voiceNumber } = await createCalledBusiness(world);
    const call = await talk(world, voiceNumber, [{ do: 'stay' }]);
    expect(heardBy(call)).toMatch(
      /How can I help\?.*are you still there\?.*say that again\?.*hang up now\. Goodbye\.$/i,
    );
    expect(noted(call, 'status').at(-1)).toMatchObject({ status: 'completed' });
  });

  test('takes what is typed for said', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const call = await talk(world, voiceNumber, [
      { do: 'listen' },
      { do: 'say', text: 'My sink is leaking, please call me back.' },
      { do: 'listen' },
      { do: 'press', keys: '0541234567#' },
      { do: 'listen' },
      { do: 'hang-up' },
    ]);
    await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    const turns = await turnsOf(world, businessId);
    expect(turns.map(({ callerText }) => callerText)).toContain('0541234567');
  });

  test('that the caller leaves in the middle of a sentence holds only what they heard of it', async () => {
    const callGreeting = {
      en: 'Hello. We are open from nine to five, and on Fridays until noon. How can I help you today?',
      he: '',
    };
    const { businessId, voiceNumber } = await createCalledBusiness(world, { callGreeting });
    const call = await talk(world, voiceNumber, [{ do: 'let-speak', ms: 2_500 }, { do: 'hang-up' }]);
    await callThat(world, businessId, call.sid, ({ result }) => result === 'no-talk');
    const [turn] = await turnsOf(world, businessId);
    expect(callGreeting.en.startsWith(turn?.heardText ?? 'nothing')).toBe(true);
    expect(turn?.heardText.length).toBeGreaterThan(10);
    expect(turn?.heardText).not.toContain('today');
  });
});
