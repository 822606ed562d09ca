// A caller who does not want to be recorded: it stops while they talk, and nothing of it is kept anywhere.
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteRecordingBegun, refuseRecording } from '../../src/db/calls/recordings.ts';
import type { CallId } from '../../src/db/ids.ts';
import type { PhoneCall } from '../../src/sandbox/phone/call.ts';
import { until } from '../support/until.ts';
import {
  CALLER,
  callThat,
  createCalledBusiness,
  type PhoneWorld,
  recordingsOf,
  startPhoneWorld,
} from './phone-world.ts';
import { newRecordingSid, postForm } from './twilio-client.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['calls', 'worker'] });
});
afterAll(() => world.close());

type Called = Awaited<ReturnType<typeof createCalledBusiness>>;

async function beingRecorded() {
  const business = await createCalledBusiness(world, { callNotice: 'assistant-and-recording' });
  const call = await world.phone.dial({ from: CALLER, to: business.voiceNumber, script: [{ do: 'stay' }] });
  const [recording] = await until('the recording to begin', async () => {
    const rows = await recordingsOf(world, business.businessId);
    return rows.length > 0 && rows;
  });
  if (!recording) throw new Error('nothing is recorded');
  return { business, call, callId: recording.callId };
}

const refuse = ({ businessId }: Called, callId: CallId) =>
  world.withBusiness(businessId, (tx) => refuseRecording(tx, { jobs: world.jobs, traceId: 'test' }, callId));
const atTwilio = async ({ sid }: PhoneCall) => {
  const { accountSid, authToken } = world.config.twilio;
  const url = `${world.phone.url}/2010-04-01/Accounts/${accountSid}/Calls/${sid}/Recordings.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return ((await (await fetch(url, { headers: { authorization } })).json()) as { recordings: unknown[] }).recordings;
};
const jobsEnd = async ({ businessId }: Called, { sid }: PhoneCall) => {
  for (const part of [`recording:${sid}`, `call:${sid}`]) {
    await until(`the end of ${part}`, async () => {
      const job = await world.jobs.status(businessId, `business/${businessId}/${part}`);
      return job?.status === 'completed';
    });
  }
};

test('its recording is stopped and removed while they still talk', async () => {
  const { business, call, callId } = await beingRecorded();
  await refuse(business, callId);
  await until('Twilio to have none', async () => (await atTwilio(call)).length === 0);
  expect(call.isFinal()).toBe(false);
  await until('no row', async () => (await recordingsOf(world, business.businessId)).length === 0);
  call.end('completed');
  const row = await callThat(world, business.businessId, call.sid, ({ result }) => result !== null);
  expect(row.recordingConsent).toBe('refused');
  await jobsEnd(business, call);
  expect(await recordingsOf(world, business.businessId)).toEqual([]);
  expect(
    existsSync(`${world.config.dataDir}/files/${business.businessId}`) &&
      readdirSync(`${world.config.dataDir}/files/${business.businessId}`),
  ).toBeFalsy();
});

test('race: refused while Twilio was being asked to record, it is removed all the same', async () => {
  const { business, call, callId } = await beingRecorded();
  await refuse(business, callId);
  await until('Twilio to have none', async () => (await atTwilio(call)).length === 0);
  // What the step that began before the refusal does after it.
  const { accountSid, authToken } = world.config.twilio;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  await fetch(`${world.phone.url}/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}/Recordings.json`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'RecordingChannels=dual',
  });
  const begun = {
    recordingSid: newRecordingSid(),
    kind: 'call',
    state: 'going-on',
    durationS: null,
    channels: 2,
  } as const;
  await world.withBusiness(business.businessId, (tx) =>
    noteRecordingBegun(tx, { jobs: world.jobs, traceId: 'test' }, callId, begun),
  );
  await until('Twilio to have none again', async () => (await atTwilio(call)).length === 0);
  expect(await recordingsOf(world, business.businessId)).toEqual([]);
  call.end('completed');
  await jobsEnd(business, call);
});

test('a callback that comes late brings nothing back, and a message that is left is kept', async () => {
  const { business, call, callId } = await beingRecorded();
  await refuse(business, callId);
  await until('no row', async () => (await recordingsOf(world, business.businessId)).length === 0);
  const told = (source: string) => ({
    ...{ CallSid: call.sid, RecordingSid: newRecordingSid(), RecordingStatus: 'completed' },
    ...{ RecordingDuration: '3', RecordingChannels: '1', RecordingSource: source },
  });
  const url = `${world.callsUrl}/webhook/voice/recording?to=${encodeURIComponent(business.voiceNumber)}`;
  expect((await postForm(url, told('StartCallRecordingAPI'))).status).toBe(204);
  expect(await recordingsOf(world, business.businessId)).toEqual([]);
  expect((await postForm(url, told('RecordVerb'))).status).toBe(204);
  expect(await recordingsOf(world, business.businessId)).toMatchObject([{ kind: 'message' }]);
  call.end('completed');
  await callThat(world, business.businessId, call.sid, ({ result }) => result !== null);
});
