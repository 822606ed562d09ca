// What the assistant is told in a call: what a worker made ready, else what the call's process makes of the same.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { briefingOf, briefOf } from '../../../src/calls/talk/briefing.ts';
import { connect } from '../../../src/db/connections.ts';
import { createWithBusiness } from '../../../src/db/tenancy.ts';
import { layCable } from '../../console/cable.ts';
import { addCall } from '../../support/calls.ts';
import { createCalledBusiness, type PhoneWorld, startPhoneWorld } from '../phone-world.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: [] });
});
afterAll(() => world.close());

/** A call that is talked by a process whose way to the database can be cut. */
async function talkedCall(prompt: string | null) {
  const business = await createCalledBusiness(world);
  const row = await addCall(
    world,
    { ...business, channelId: business.voiceChannelId },
    { state: 'in-progress', prompt },
  );
  const cable = await layCable(world.config.database.appUrl);
  const url = new URL(world.config.database.appUrl);
  url.port = new URL(cable.url).port;
  const connection = connect(url.href, { name: 'test' });
  onTestFinished(async () => {
    await connection.close();
    await cable[Symbol.asyncDispose]();
  });
  const call = { businessId: business.businessId, callId: row.id, callSid: row.callSid, traceId: 'test' };
  return {
    cable,
    withBusiness: createWithBusiness(connection.database),
    call: { ...call, language: 'en' as const, prompt: null },
  };
}

test('the prompt that a worker made ready is taken, also when it comes after the stream', async () => {
  const { call, withBusiness } = await talkedCall('Made by a worker.');
  const { prompt } = await briefOf(withBusiness, call, briefingOf(withBusiness, call), () => undefined);
  expect(prompt).toBe('Made by a worker.');
});

test('a database that goes away before it can be read does not leave the call without one', async () => {
  const { call, withBusiness, cable } = await talkedCall('Made by a worker.');
  const briefing = await briefingOf(withBusiness, call);
  cable.cut();
  const unread: unknown[] = [];
  const { prompt } = await briefOf(withBusiness, call, Promise.resolve(briefing), (error) => void unread.push(error));
  expect(prompt).toContain(briefing.business.name);
  expect(unread).toHaveLength(1);
});
