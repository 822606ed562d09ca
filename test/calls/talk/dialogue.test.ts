// A whole talk on the real wires: what the caller hears, and what is written down of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { heardBy, startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

let world: TalkWorld;
beforeAll(async () => {
  world = await startTalkWorld();
});
afterAll(() => world.close());

test('a caller is greeted, answered three times, and called back', { timeout: 90_000 }, async () => {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const call = await talk(world, voiceNumber, [
    { do: 'listen' },
    { do: 'say', text: 'Hello, my sink is leaking.' },
    { do: 'listen' },
    { do: 'say', text: 'My name is Dana Levi.' },
    { do: 'listen' },
    { do: 'say', text: 'Thank you, goodbye.' },
    { do: 'stay' },
  ]);
  console.log(call.journal.events.map((e) => JSON.stringify(e)).join('\n'));
  const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
  console.log(row, JSON.stringify(await turnsOf(world, businessId), null, 1));
  expect(noted(call, 'problem')).toEqual([]);
  expect(heardBy(call)).toContain('How can I help');
});
