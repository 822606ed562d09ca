// A call that was removed stays away, whatever Twilio still has to tell of it, and Twilio keeps nothing of it either.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeCall } from '../../src/db/calls/removal.ts';
import { removeContact } from '../../src/db/contacts.ts';
import { createTwilioVoice } from '../../src/providers/voice/twilio-voice.ts';
import { over } from '../sandbox/phone/connected-phone.ts';
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
import { postForm } from './twilio-client.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ variables: { SPEECH: 'menu' } });
});
afterAll(() => world.close());

async function endedCall() {
  const business = await createCalledBusiness(world);
  const call = await world.phone.dial({
    from: CALLER,
    to: business.voiceNumber,
    script: [{ do: 'listen', quietMs: 100 }, { do: 'hang-up' }],
  });
  await over(call);
  const { id, contactId } = await callThat(world, business.businessId, call.sid, ({ result }) => result !== null);
  if (contactId === null) throw new Error('nobody called');
  return { ...business, callSid: call.sid, callId: id, contactId };
}

type EndedCall = Awaited<ReturnType<typeof endedCall>>;

/** Twilio is asked for the calls that nobody told us of, and tells of this one again. */
async function newsOf({ businessId, callSid, voiceNumber }: EndedCall): Promise<void> {
  const search = await world.client.workflow.start('fetchMissedCalls', {
    workflowId: `business/${businessId}/calls:missed`,
    taskQueue: 'maintenance',
    args: [{ since: new Date(Date.now() - 3_600_000).toISOString() }],
  });
  expect(await search.result()).toEqual({ found: 0 });
  const told = { CallSid: callSid, From: CALLER, To: voiceNumber, CallStatus: 'completed', CallDuration: '3' };
  expect((await postForm(`${world.callsUrl}/webhook/voice/status`, told)).status).toBe(204);
  expect((await postForm(`${world.callsUrl}/webhook/voice/incoming`, told)).body).toContain('<Response/>');
}

test('a call that was removed does not come back', async () => {
  const ended = await endedCall();
  await world.withBusiness(ended.businessId, (tx) => removeCall(tx, world.jobs, ended.callId));
  await newsOf(ended);
  expect(await callsOf(world, ended.businessId)).toEqual([]);
});

test('nor do the calls of a person who was removed', async () => {
  const ended = await endedCall();
  await world.withBusiness(ended.businessId, (tx) => removeContact(tx, world.jobs, ended.contactId));
  await newsOf(ended);
  expect(await callsOf(world, ended.businessId)).toEqual([]);
});

test('a recording that was still on its way when its call was removed is removed at Twilio', {
  timeout: 90_000,
}, async () => {
  const business = await createCalledBusiness(world, { callNotice: 'assistant-and-recording' });
  world.phone.change({ recordingLatencyMs: 4_000 });
  const call = await world.phone.dial({ from: CALLER, to: business.voiceNumber, script: [{ do: 'stay' }] });
  await until('the recording', async () => (await recordingsOf(world, business.businessId)).length > 0);
  call.end('completed');
  const { id } = await callThat(world, business.businessId, call.sid, ({ result }) => result !== null);
  await world.withBusiness(business.businessId, (tx) => removeCall(tx, world.jobs, id));
  const twilio = createTwilioVoice({ ...world.config.twilio, apiUrl: world.phone.url });
  // Nobody rings for a call that is removed: the job looks again after half a minute at the latest.
  await until('Twilio to have none', async () => (await twilio.recordingsOf(call.sid)).length === 0, 60_000);
  expect(await recordingsOf(world, business.businessId)).toEqual([]);
});
