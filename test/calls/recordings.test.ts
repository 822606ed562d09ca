// Recordings: made where the caller was told, kept here, gone from Twilio; heard, in parts too, and removed over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WaveFile } from 'wavefile';
import { callRecordings, calls } from '../../src/db/schema/index.ts';
import { createLocalDisk } from '../../src/providers/storage/local-disk.ts';
import { createKey } from '../http/people.ts';
import { stepTime } from '../support/step-time.ts';
import { until } from '../support/until.ts';
import {
  CALLER,
  callThat,
  createCalledBusiness,
  type PhoneWorld,
  recordingsOf,
  startPhoneWorld,
} from './phone-world.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['calls', 'worker', 'api'] });
});
afterAll(() => world.close());

const TALK = [{ do: 'listen', quietMs: 500 }, { do: 'say', text: 'Hello' }, { do: 'hang-up' }] as const;

async function recordedCall() {
  const business = await createCalledBusiness(world, { callNotice: 'assistant-and-recording' });
  const call = await world.phone.dial({ from: CALLER, to: business.voiceNumber, script: [...TALK] });
  return { business, call };
}

const stored = ({ businessId }: { businessId: Parameters<typeof recordingsOf>[1] }) =>
  until('the recording', async () => {
    const [recording] = await recordingsOf(world, businessId);
    return recording?.state === 'stored' && recording.fileKey !== null && { ...recording, fileKey: recording.fileKey };
  });

const disk = () => createLocalDisk(`${world.config.dataDir}/files`);

test('a call whose caller was told is recorded, each side in a channel of its own, and Twilio keeps no copy', async () => {
  const { business, call } = await recordedCall();
  const recording = await stored(business);
  expect(recording).toMatchObject({ kind: 'call', channels: 2 });
  const file = await disk().get(recording.fileKey);
  const wav = new WaveFile(new Uint8Array(file?.bytes ?? []));
  expect(wav.fmt).toMatchObject({ numChannels: 2, sampleRate: 8_000 });
  const { contactId } = await callThat(world, business.businessId, call.sid, ({ contactId }) => contactId !== null);
  expect(recording.fileKey).toBe(`${business.businessId}/${contactId}/${recording.id}`);
  await until('Twilio to have none', async () => !(await hasAtTwilio(recording.recordingSid)));
});

async function hasAtTwilio(recordingSid: string): Promise<boolean> {
  const { accountSid, authToken } = world.config.twilio;
  const url = `${world.phone.url}/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return (await fetch(url, { headers: { authorization } })).ok;
}

test('a caller who was not told is not recorded', async () => {
  const business = await createCalledBusiness(world, { callNotice: 'assistant' });
  const call = await world.phone.dial({ from: CALLER, to: business.voiceNumber, script: [...TALK] });
  await callThat(world, business.businessId, call.sid, ({ result }) => result !== null);
  expect(await recordingsOf(world, business.businessId)).toEqual([]);
});

test('a recording whose callback is lost is looked for', async () => {
  world.phone.change({ lostCallbacks: 1, recordingLatencyMs: 3_000 });
  const { business, call } = await recordedCall();
  await callThat(world, business.businessId, call.sid, ({ streamEndedAt }) => streamEndedAt !== null);
  await until('the end of the call', async () => call.isFinal());
  await stepTime(world.client, `business/${business.businessId}/call:${call.sid}`, 20_000);
  const workflowId = `business/${business.businessId}/recording:${call.sid}`;
  await until('the search', () => world.jobs.status(business.businessId, workflowId));
  world.phone.change({ lostCallbacks: 0, recordingLatencyMs: 20 });
  await stepTime(world.client, workflowId, 11_000);
  await stepTime(world.client, workflowId, 31_000);
  expect(await stored(business)).toMatchObject({ kind: 'call' });
});

describe('over the API', () => {
  async function withRecording(bytes = 'abcdefghij') {
    const { businessId, voiceChannelId, voiceNumber } = await createCalledBusiness(world);
    const rows = await world.withBusiness(businessId, async (tx) => {
      const [call] = await tx
        .insert(calls)
        .values({
          businessId,
          callSid: `CA${'0'.repeat(32)}`,
          channelId: voiceChannelId,
          fromNumber: CALLER,
          toNumber: voiceNumber,
          state: 'completed',
          startedAt: new Date(),
          admission: 'admitted',
          recordingConsent: 'noticed',
          language: 'en',
          traceId: 'test',
        })
        .returning();
      if (!call) throw new Error('no call was made');
      const fileKey = `${businessId}/withheld/file`;
      const [recording] = await tx
        .insert(callRecordings)
        .values({ businessId, callId: call.id, recordingSid: 'RE1', kind: 'call', state: 'stored', fileKey })
        .returning();
      if (!recording) throw new Error('no recording was made');
      return { call, recording, fileKey };
    });
    await disk().put(rows.fileKey, { mimeType: 'audio/wav', bytes: Buffer.from(bytes) });
    const { headers } = await createKey(world, businessId, ['read', 'write']);
    const url = `${world.apiUrl}/api/calls/${rows.call.id}`;
    return { ...rows, businessId, url, headers };
  }

  test.each([
    [undefined, 200, 'abcdefghij', null],
    ['bytes=0-3', 206, 'abcd', 'bytes 0-3/10'],
    ['bytes=4-', 206, 'efghij', 'bytes 4-9/10'],
    ['bytes=-2', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=8-100', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=-100', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=0-1,4-5', 200, 'abcdefghij', null],
    ['bytes=5-2', 200, 'abcdefghij', null],
    ['lines=1-2', 200, 'abcdefghij', null],
  ])('the range %s is answered with %i: %s', async (range, status, body, contentRange) => {
    const { recording, url, headers } = await withRecording();
    const answer = await fetch(`${url}/recordings/${recording.id}`, {
      headers: { ...headers, ...(range === undefined ? {} : { range }) },
    });
    expect([answer.status, await answer.text()]).toEqual([status, body]);
    expect(answer.headers.get('content-range')).toBe(contentRange);
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('content-type')).toBe('audio/wav');
  });

  test.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('the range %s is beyond the end: 416', async (range) => {
    const { recording, url, headers } = await withRecording();
    const answer = await fetch(`${url}/recordings/${recording.id}`, { headers: { ...headers, range } });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  test('one that is on its way is a 409, and asking for it changes nothing', async () => {
    const { businessId, recording, url, headers } = await withRecording();
    await world.withBusiness(businessId, (tx) =>
      tx.update(callRecordings).set({ state: 'at-provider', fileKey: null }),
    );
    const before = await recordingsOf(world, businessId);
    const answer = await fetch(`${url}/recordings/${recording.id}`, { headers });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([409, '5']);
    expect(await recordingsOf(world, businessId)).toEqual(before);
  });

  test('a call that is removed takes its recordings along; one under way is not removed', async () => {
    const { businessId, fileKey, url, headers } = await withRecording();
    await world.withBusiness(businessId, (tx) => tx.update(calls).set({ state: 'in-progress' }));
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(409);
    await world.withBusiness(businessId, (tx) => tx.update(calls).set({ state: 'completed' }));
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204);
    expect(await disk().get(fileKey)).toBeUndefined();
    expect((await fetch(url, { headers })).status).toBe(404);
  });

  test('calls are listed the newest first, by what one looks for', async () => {
    const { businessId, call, url, headers } = await withRecording();
    const list = async (query: string) => {
      const answer = await fetch(`${world.apiUrl}/api/calls?${query}`, { headers });
      const { items } = (await answer.json()) as { items: { id: string }[] };
      return items.map(({ id }) => id);
    };
    expect(await list('')).toEqual([call.id]);
    expect(await list('only=live')).toEqual([]);
    expect(await list('result=talked')).toEqual([]);
    expect(await list(`before=${call.startedAt.toISOString()}`)).toEqual([]);
    expect(await list(`from=${call.startedAt.toISOString()}`)).toEqual([call.id]);
    expect(await list(`contactId=${call.id}`)).toEqual([]);
    await world.withBusiness(businessId, (tx) => tx.update(calls).set({ state: 'in-progress', result: 'talked' }));
    expect(await list('only=live&result=talked')).toEqual([call.id]);
    const whole = (await (await fetch(url, { headers })).json()) as object;
    expect(whole).toMatchObject({
      from: CALLER,
      contact: null,
      leadId: null,
      turns: [],
      recordings: [{ kind: 'call' }],
    });
  });
});
