// A call of six minutes in real time, over a renewal of recognition: `LONG_CALLS=1 npx vitest run test/calls/talk/six-minutes`.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { until } from '../../support/until.ts';
import { CALLER, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { longestWait, startTalkWorld, type TalkWorld } from './talk-world.ts';

const SIX_MINUTES_MS = 360_000;
const THINGS = ['tap', 'sink', 'pipe', 'boiler', 'shower', 'drain', 'heater', 'valve', 'pump', 'tank'] as const;
const PLACES = ['kitchen', 'bathroom', 'garden', 'cellar', 'office', 'garage'] as const;
/** More than fit into six minutes, each said once. */
const SENTENCES = PLACES.flatMap((place) => THINGS.map((thing) => `The ${thing} in the ${place} is leaking again.`));

const isWanted = process.env.LONG_CALLS === '1';
let world: TalkWorld;
beforeAll(async () => {
  if (isWanted) world = await startTalkWorld();
});
afterAll(() => world?.close());

test.runIf(isWanted)('loses no word of the caller', { timeout: SIX_MINUTES_MS + 180_000 }, async () => {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const script = SENTENCES.flatMap((text) => [{ do: 'listen' as const }, { do: 'say' as const, text }]);
  const call = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [...script, { do: 'stay' }] });
  await until('six minutes', async () => call.talkedMs() >= SIX_MINUTES_MS, SIX_MINUTES_MS + 60_000);
  call.end('completed');
  await until('the end of the call', async () => call.isFinal());
  const said = noted(call, 'said').map(({ text }) => text);
  const turns = await until('all turns', async () => {
    const rows = await turnsOf(world, businessId);
    return rows.every(({ overAt }) => overAt !== null) && rows;
  });
  const understood = turns.map(({ callerText }) => callerText.toLowerCase()).filter((text) => text !== '');
  // The last sentence may have been cut off by the end.
  expect(understood.slice(0, said.length - 1)).toEqual(said.slice(0, -1).map((text) => text.toLowerCase()));
  expect(said.length).toBeGreaterThan(20);
  expect(world.speech.streams().length).toBeGreaterThan(1);
  expect(longestWait(call)).toBeLessThan(4_500);
});
