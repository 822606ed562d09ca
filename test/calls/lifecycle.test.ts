// A call's workflow against a phone company that tells late, twice, in any order or not at all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptNews } from '../../src/db/calls/accept-news.ts';
import { requestHangUp } from '../../src/db/calls/lifecycle.ts';
import { calls, leads } from '../../src/db/schema/index.ts';
import { MAX_CALL_MS } from '../../src/domain/calls/next-call-step.ts';
import { countOutbox } from '../../src/jobs/outbox.ts';
import type { PhoneCall } from '../../src/sandbox/phone/call.ts';
import { stepTime } from '../support/step-time.ts';
import { until } from '../support/until.ts';
import { CALLER, callsOf, callThat, createCalledBusiness, type PhoneWorld, startPhoneWorld } from './phone-world.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['calls', 'worker', 'api'], variables: { MAX_CALLS_PER_BUSINESS: '10' } });
});
afterAll(() => world.close());

type Called = Awaited<ReturnType<typeof createCalledBusiness>>;

const workflowOf = ({ businessId }: Called, { sid }: PhoneCall) => `business/${businessId}/call:${sid}`;
const SHORT = [{ do: 'listen', quietMs: 100 }, { do: 'hang-up' }] as const;

const dial = (business: Called, script: 'short' | 'stay' = 'short') =>
  world.phone.dial({
    from: CALLER,
    to: business.voiceNumber,
    script: script === 'short' ? [...SHORT] : [{ do: 'stay' }],
    keepsAudio: false,
  });
/** It is talked, and its workflow is under way: that is who finds its contact. */
const talked = (business: Called, call: PhoneCall) =>
  callThat(
    world,
    business.businessId,
    call.sid,
    ({ streamStartedAt, contactId }) => streamStartedAt !== null && contactId !== null,
  );
const ended = async (business: Called, call: PhoneCall) => {
  const row = await callThat(world, business.businessId, call.sid, ({ result }) => result !== null);
  const handle = world.client.workflow.getHandle(workflowOf(business, call));
  await until('the workflow to end', async () => (await handle.describe()).status.name === 'COMPLETED');
  return row;
};
const leadsOf = ({ businessId }: Called) => world.withBusiness(businessId, (tx) => tx.select().from(leads));

/** The settings of the phone while the work is done; afterwards it is an honest one again. */
async function withPhone(settings: Parameters<PhoneWorld['phone']['change']>[0], work: () => Promise<void>) {
  world.phone.change(settings);
  try {
    await work();
  } finally {
    world.phone.change({ shuffleCallbacks: false, duplicateCallbacks: 0, lostCallbacks: 0, duplicateWebhooks: 0 });
  }
}

test.each([1, 2, 3])('shuffled and doubled callbacks tell one story (seed %i)', async (seed) => {
  const business = await createCalledBusiness(world);
  await withPhone({ shuffleCallbacks: true, duplicateCallbacks: 0.7, duplicateWebhooks: 1, seed }, async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => dial(business)));
    for (const call of made) {
      const row = await ended(business, call);
      expect(row).toMatchObject({ state: 'completed', admission: 'admitted', result: 'no-talk' });
      expect(row.durationS).toBe(Math.ceil(call.talkedMs() / 1_000));
    }
    expect(await callsOf(world, business.businessId)).toHaveLength(4);
  });
  expect(await leadsOf(business)).toHaveLength(1);
});

test('callbacks that are lost are made up for from Twilio’s own records', async () => {
  const business = await createCalledBusiness(world);
  await withPhone({ lostCallbacks: 1 }, async () => {
    const call = await dial(business);
    await callThat(world, business.businessId, call.sid, ({ streamEndedAt }) => streamEndedAt !== null);
    await until('the end of the call', async () => call.isFinal());
    await stepTime(world.client, workflowOf(business, call), 20_000);
    const row = await ended(business, call);
    expect(row).toMatchObject({ state: 'completed', endedAt: expect.any(Date) });
    expect(row.durationS).toBeGreaterThan(0);
  });
  expect(await leadsOf(business)).toHaveLength(1);
});

describe('a call is ended from outside its process', () => {
  test('when a person wants it', async () => {
    const business = await createCalledBusiness(world);
    const call = await dial(business, 'stay');
    const { id } = await talked(business, call);
    const onward = { jobs: world.jobs, traceId: 'test' };
    const outcome = await world.withBusiness(business.businessId, (tx) => requestHangUp(tx, onward, id, new Date()));
    expect(outcome).toBe('requested');
    expect(await ended(business, call)).toMatchObject({ state: 'completed', result: 'no-talk' });
    expect(call.isFinal()).toBe(true);
  });

  test('when it goes on for too long', async () => {
    const business = await createCalledBusiness(world);
    const call = await dial(business, 'stay');
    await talked(business, call);
    await world.withBusiness(business.businessId, (tx) =>
      tx.update(calls).set({ leaseUntil: new Date(Date.now() + 2 * MAX_CALL_MS) }),
    );
    await stepTime(world.client, workflowOf(business, call), MAX_CALL_MS + 90_000);
    expect(await ended(business, call)).toMatchObject({ state: 'completed' });
    expect(call.isFinal()).toBe(true);
  });

  test('when its process is gone', async () => {
    const business = await createCalledBusiness(world);
    const call = await dial(business, 'stay');
    await talked(business, call);
    await world.withBusiness(business.businessId, (tx) =>
      tx.update(calls).set({ leaseOwner: 'a process that died', leaseUntil: new Date(Date.now() - 20_000) }),
    );
    await stepTime(world.client, workflowOf(business, call), 90_000);
    expect(await ended(business, call)).toMatchObject({ state: 'completed' });
    expect(call.isFinal()).toBe(true);
  });
});

test('news after the end changes the row, and starts nothing anew', async () => {
  const business = await createCalledBusiness(world);
  const call = await dial(business);
  await ended(business, call);
  const numbers = { callSid: call.sid, channelId: business.voiceChannelId, from: CALLER, to: business.voiceNumber };
  const news = { kind: 'status', state: 'completed', at: new Date(), durationS: 99 } as const;
  await world.withBusiness(business.businessId, (tx) =>
    acceptNews(tx, { jobs: world.jobs, traceId: 'test' }, numbers, news),
  );
  const row = await callThat(world, business.businessId, call.sid, ({ durationS }) => durationS === 99);
  expect(row.result).toBe('no-talk');
  const handle = world.client.workflow.getHandle(workflowOf(business, call));
  expect((await handle.describe()).status.name).toBe('COMPLETED');
  await until('an empty outbox', async () => (await countOutbox(world.system)) === 0);
});
