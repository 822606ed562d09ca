// Our voice fails at the start, in the middle, for ever: the caller is never left in silence.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { heardBy, longestWait, startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

describe('a voice that fails now and then', () => {
  let world: TalkWorld;
  beforeAll(async () => {
    world = await startTalkWorld();
  });
  afterAll(() => world.close());

  test('at the greeting: the caller hears an apology, and is answered', async () => {
    world.synthesis.trouble({ kind: 'error', status: 500, times: 1 });
    const { voiceNumber } = await createCalledBusiness(world);
    const call = await talk(world, voiceNumber, [
      { do: 'hear', text: 'say that again?' },
      { do: 'wait', ms: 500 },
      { do: 'say', text: 'Hello, my sink is leaking.' },
      { do: 'hear', text: 'your name' },
      { do: 'hang-up' },
    ]);
    expect(noted(call, 'problem')).toEqual([]);
  });

  test.each([
    { kind: 'cut', afterMs: 300 },
    { kind: 'stall', afterMs: 300 },
  ] as const)(
    'in the middle of an answer ($kind): no more than 4 s of silence, and the talk goes on',
    async (trouble) => {
      const { businessId, voiceNumber } = await createCalledBusiness(world);
      const call = await world.phone.dial({
        from: '+972501234567',
        to: voiceNumber,
        script: [
          { do: 'hear', text: 'help?' },
          { do: 'wait', ms: 1_000 },
          { do: 'say', text: 'Hello, my sink is leaking.' },
          { do: 'hear', text: 'say that again?', withinMs: 30_000 },
          { do: 'wait', ms: 500 },
          { do: 'say', text: 'My sink is leaking.' },
          { do: 'listen' },
          { do: 'hang-up' },
        ],
      });
      for await (const event of call.journal.follow()) {
        if (event.kind !== 'heard' || !event.text.endsWith('help?')) continue;
        world.synthesis.trouble({ ...trouble, times: 1 });
        break;
      }
      await until('the end of the call', async () => call.isFinal(), 60_000);
      await callThat(world, businessId, call.sid, ({ result }) => result === 'talked');
      expect(noted(call, 'problem')).toEqual([]);
      expect(longestWait(call)).toBeLessThan(4_500);
      // Of a sentence that broke off only its beginning was heard.
      const heard = (await turnsOf(world, businessId)).map(({ heardText }) => heardText).join(' ');
      expect(heard).toContain('say that again?');
    },
  );
});

test('without any voice from the start a caller is asked for a message, by the phone company’s own voice', async () => {
  const world = await startTalkWorld({ isVoiceless: true });
  try {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const call = await talk(world, voiceNumber, [
      { do: 'hear', text: 'leave a message after the tone' },
      { do: 'wait', ms: 1_500 },
      { do: 'say', text: 'Please call me back.' },
      { do: 'press', keys: '#' },
      { do: 'stay' },
    ]);
    expect(noted(call, 'problem')).toEqual([]);
    expect(heardBy(call)).toContain('call you back');
    await callThat(world, businessId, call.sid, ({ result }) => result === 'message');
  } finally {
    await world.close();
  }
});
