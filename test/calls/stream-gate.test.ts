// Who is let in to talk, and what is left behind when nobody can be talked with.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createAdmission } from '../../src/calls/admission.ts';
import { createLeases } from '../../src/calls/leases.ts';
import type { CallLine } from '../../src/calls/session.ts';
import { hashOfToken } from '../../src/calls/stream/token.ts';
import { createStreamGate } from '../../src/calls/stream-gate.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { addCall } from '../support/calls.ts';
import { until } from '../support/until.ts';
import { ACCOUNT_SID, callsOf, createCalledBusiness, type PhoneWorld, startPhoneWorld } from './phone-world.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: [] });
});
afterAll(() => world.close());

const nobody: CallLine = {
  play: () => undefined,
  mark: () => undefined,
  clear: () => undefined,
  hangUp: async () => undefined,
  takeMessage: async () => undefined,
};

test('a call that cannot be talked gives its place back', async () => {
  const log = createLog('calls', 'silent');
  const business = await createCalledBusiness(world);
  const call = await addCall(
    world,
    { ...business, channelId: business.voiceChannelId },
    { state: 'ringing', result: null, streamTokenHash: hashOfToken('key') },
  );
  const admission = createAdmission(1, () => performance.now());
  const leases = createLeases(world.withBusiness, 'a process of the test', log);
  onTestFinished(() => leases.close());
  const gate = createStreamGate({
    accountSid: ACCOUNT_SID,
    withBusiness: world.withBusiness,
    jobs: world.jobs,
    admission,
    leases,
    openSession: () => {
      throw new Error('no ears are to be had');
    },
    log,
  });
  const customParameters = { business: String(business.businessId), call: call.id, token: 'key' };
  const start = { streamSid: `MZ${'1'.repeat(32)}`, accountSid: ACCOUNT_SID, callSid: call.callSid, customParameters };
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 } as const;
  expect(await gate.enter({ ...start, mediaFormat }, nobody)).toBe('trouble');
  expect(admission.reserve('the next one')).toBe(true);
  await until('the lease to end', async () => {
    const [row] = await callsOf(world, business.businessId);
    return row?.leaseUntil === null && row.streamEndedAt !== null;
  });
});
