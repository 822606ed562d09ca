// Who stops for whom: a caller who means us is let speak at once; noises, echoes and "mm-hm" are not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ringGreetings } from '../../../src/db/calls/greetings.ts';
import { callGreetings } from '../../../src/db/schema/index.ts';
import type { PhoneCall } from '../../../src/sandbox/phone/call.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { heardBy, mumble, startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

const LONG =
  'Hello, this is the clinic. We are open from nine to five, and on Fridays until noon. You can ask for an appointment, for a prescription or for a doctor. How can I help you today?';
/** A minute of talk on our side. */
const VERY_LONG = Array.from({ length: 6 }, () => LONG).join(' ');

const TWO_MINUTES = { timeout: 120_000 };

let world: TalkWorld;
beforeAll(async () => {
  world = await startTalkWorld();
});
afterAll(() => world.close());

/** A business that greets with this, in audio made before. */
async function called(text: string) {
  const business = await createCalledBusiness(world, { callGreeting: { en: text, he: '' } });
  await world.withBusiness(business.businessId, (tx) => ringGreetings(tx, { jobs: world.jobs, traceId: 'test' }));
  await until(
    'the greeting',
    () => world.withBusiness(business.businessId, async (tx) => (await tx.$count(callGreetings)) === 2),
    90_000,
  );
  return business;
}

describe.concurrent('we', TWO_MINUTES, () => {
  test('stop for a caller who means us, and know what they had heard', async () => {
    const { businessId, voiceNumber } = await called(LONG);
    const call = await talk(world, voiceNumber, [
      { do: 'let-speak', ms: 2_500 },
      { do: 'say', text: 'I need an appointment for my daughter.' },
      { do: 'listen' },
      { do: 'hang-up' },
    ]);
    await callThat(world, businessId, call.sid, ({ result }) => result === 'talked');
    const [first, second] = await turnsOf(world, businessId);
    const [said] = noted(call, 'said');
    const silentAt = noted(call, 'voice').find(
      ({ state, atMs }) => state === 'ends' && atMs > (said?.fromMs ?? 0),
    )?.atMs;
    expect((silentAt ?? Number.POSITIVE_INFINITY) - (said?.fromMs ?? 0)).toBeLessThan(1_000);
    expect(noted(call, 'cleared').length).toBeGreaterThan(0);
    expect(LONG.startsWith(first?.heardText ?? 'nothing')).toBe(true);
    expect(first?.heardText.length).toBeLessThan(LONG.length / 2);
    expect(second?.callerText).toBe('I need an appointment for my daughter.');
    // What we hold to have been heard is what the ear made out, but for a word at the cut.
    const ear = wordsOf(noted(call, 'heard')[0]?.text ?? '');
    expect(Math.abs(wordsOf(first?.heardText ?? '').length - ear.length)).toBeLessThanOrEqual(2);
  });

  test('go on where we were when a voice did not mean us', async () => {
    const { businessId, voiceNumber } = await called(LONG);
    const aside = await mumble(world, 'put that down over there, will you');
    const call = await talk(world, voiceNumber, [
      { do: 'let-speak', ms: 2_500 },
      aside,
      { do: 'hear', text: 'help you today', withinMs: 40_000 },
      { do: 'wait', ms: 700 },
      { do: 'hang-up' },
    ]);
    expect(noted(call, 'problem')).toEqual([]);
    expect(noted(call, 'cleared')).toHaveLength(1);
    await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    expect((await turnsOf(world, businessId))[0]?.heardText).toBe(LONG);
  });

  test('are not stopped by a caller who only says that they listen', async () => {
    const { businessId, voiceNumber } = await called(LONG);
    const call = await talk(world, voiceNumber, [
      { do: 'let-speak', ms: 3_000 },
      { do: 'say', text: 'Okay.' },
      { do: 'hear', text: 'help you today', withinMs: 40_000 },
      { do: 'wait', ms: 700 },
      { do: 'hang-up' },
    ]);
    expect(noted(call, 'problem')).toEqual([]);
    await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    expect((await turnsOf(world, businessId))[0]?.heardText).toBe(LONG);
  });

  test('do not interrupt ourselves for a minute in which our own echo comes back 20 dB quieter', async () => {
    const { voiceNumber } = await called(VERY_LONG);
    const call = await talk(world, voiceNumber, [{ do: 'wait', ms: 60_000 }, { do: 'hang-up' }], { echoDb: -20 });
    expect(interruptions(call)).toEqual([]);
  });

  test('do not interrupt ourselves for a minute with many voices 10 dB below a caller’s', async () => {
    const { voiceNumber } = await called(VERY_LONG);
    const babble = { noiseSnrDb: 10, noise: 'babble' as const };
    const call = await talk(world, voiceNumber, [{ do: 'wait', ms: 60_000 }, { do: 'hang-up' }], babble);
    expect(interruptions(call)).toEqual([]);
  });

  test('stop for a caller who means us on a line with loss, jitter, echo and noise', async () => {
    const { businessId, voiceNumber } = await called(LONG);
    const call = await talk(
      world,
      voiceNumber,
      [
        { do: 'let-speak', ms: 2_500 },
        { do: 'say', text: 'I need an appointment for my daughter.' },
        { do: 'listen' },
        { do: 'hang-up' },
      ],
      { loss: 0.005, jitterMs: 60, echoDb: -30, noiseSnrDb: 25 },
    );
    await callThat(world, businessId, call.sid, ({ result }) => result === 'talked');
    expect(noted(call, 'cleared').length).toBeGreaterThan(0);
  });
});

function interruptions(call: PhoneCall) {
  expect(heardBy(call).length).toBeGreaterThan(600);
  return noted(call, 'cleared');
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
