// The voice webhooks as Twilio asks them: signatures, answers, and what is written down.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideAfterStream } from '../../src/db/calls/stream.ts';
import { calls, unroutedNumbers } from '../../src/db/schema/index.ts';
import {
  CALLER,
  callsOf,
  createCalledBusiness,
  type PhoneWorld,
  recordingsOf,
  startPhoneWorld,
} from './phone-world.ts';
import { newCallSid, newRecordingSid, parametersOf, postForm, postJson } from './twilio-client.ts';

let world: PhoneWorld;
beforeAll(async () => {
  // No worker: what is tested here waits for nobody.
  world = await startPhoneWorld({ roles: ['calls'], variables: { MAX_CALLS_PER_BUSINESS: '2', MAX_CALLS: '50' } });
});
afterAll(() => world.close());

const at = (path: string) => `${world.callsUrl}/webhook/${path}`;
const incoming = (voiceNumber: string, CallSid = newCallSid()) => ({
  CallSid,
  From: CALLER,
  To: voiceNumber,
  CallStatus: 'ringing',
  Direction: 'inbound',
});

describe('a signature', () => {
  test.each([
    ['made with another secret', { token: 'another' }],
    ['made for another address', { signedFor: 'https://elsewhere.example/webhook/voice/incoming' }],
  ])('%s is refused with 403, and nothing is written down', async (_what, how) => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const answer = await postForm(at('voice/incoming'), incoming(voiceNumber), how);
    expect(answer.status).toBe(403);
    expect(await callsOf(world, businessId)).toEqual([]);
  });

  test.each([
    'voice/incoming',
    'incoming_call',
    'voice/status',
    'voice/stream',
    'voice/recording',
    'voice/after-stream',
    'voice/after-message',
  ])('is wanted at %s', async (path) => {
    expect((await fetch(at(path), { method: 'POST' })).status).toBe(403);
  });

  test('of a JSON body holds for that body only', async () => {
    const { voiceNumber } = await createCalledBusiness(world);
    const fields = incoming(voiceNumber);
    expect((await postJson(at('voice/incoming'), fields)).status).toBe(200);
    expect((await postJson(at('voice/incoming'), fields, { hashed: { ...fields, From: '+1' } })).status).toBe(403);
  });
});

describe('a call that comes in', () => {
  test.each(['voice/incoming', 'incoming_call'])('at %s is connected to its stream', async (path) => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const { status, type, body } = await postForm(at(path), incoming(voiceNumber));
    expect([status, type]).toEqual([200, 'text/xml']);
    expect(body).toContain(`<Stream url="${world.callsUrl.replace('http', 'ws')}/webhook/voice/media"`);
    const [call] = await callsOf(world, businessId);
    expect(parametersOf(body)).toEqual({
      business: String(businessId),
      call: call?.id,
      token: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(body).not.toContain('<Say');
  });

  test('twice is one call with one answer', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const fields = incoming(voiceNumber);
    const [one, two] = await Promise.all([
      postForm(at('voice/incoming'), fields),
      postForm(at('voice/incoming'), fields),
    ]);
    expect(one.body).toBe(two.body);
    expect(await callsOf(world, businessId)).toHaveLength(1);
  });

  test('is told of the assistant and the recording where the settings say so, and of nothing else', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world, { callNotice: 'assistant-and-recording' });
    const { body } = await postForm(at('voice/incoming'), incoming(voiceNumber));
    expect(body).toContain('This call is recorded.</Say>');
    expect((await callsOf(world, businessId))[0]?.recordingConsent).toBe('noticed');
    const other = await createCalledBusiness(world, { callNotice: 'assistant' });
    const plain = await postForm(at('voice/incoming'), incoming(other.voiceNumber));
    expect(plain.body).toContain('digital assistant is answering');
    expect(plain.body).not.toContain('recorded');
    expect((await callsOf(world, other.businessId))[0]?.recordingConsent).toBe('none');
  });

  test('to a number of nobody’s hears a sentence; the number is counted', async () => {
    const { body } = await postForm(at('voice/incoming'), incoming('+97239999999'));
    expect(body).toMatch(/<Say.*not in use.*<\/Say><Hangup\/>/);
    expect(await world.system.select().from(unroutedNumbers)).toMatchObject([
      { provider: 'twilio', numberId: '+97239999999', count: 1 },
    ]);
  });

  test('race: of thirty calls at once to a business with two places, two are let in', async () => {
    const { voiceNumber, businessId } = await createCalledBusiness(world);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => postForm(at('voice/incoming'), incoming(voiceNumber))),
    );
    expect(answers.filter(({ body }) => body.includes('<Stream'))).toHaveLength(2);
    expect(answers.filter(({ body }) => body.includes('<Record'))).toHaveLength(28);
    const admissions = (await callsOf(world, businessId)).map(({ admission }) => admission);
    expect(admissions.filter((admission) => admission === 'admitted')).toHaveLength(2);
  });

  test('finds room again once another is over, or its process is gone', async () => {
    const { voiceNumber, businessId } = await createCalledBusiness(world);
    const first = incoming(voiceNumber);
    for (const one of [first, incoming(voiceNumber)]) await postForm(at('voice/incoming'), one);
    const isLetIn = async () => (await postForm(at('voice/incoming'), incoming(voiceNumber))).body.includes('<Stream');
    expect(await isLetIn()).toBe(false);
    await postForm(at('voice/status'), { ...first, CallStatus: 'completed', CallDuration: '3' });
    expect(await isLetIn()).toBe(true);
    expect(await isLetIn()).toBe(false);
    await world.withBusiness(businessId, (tx) => tx.update(calls).set({ leaseUntil: new Date(Date.now() - 1) }));
    expect(await isLetIn()).toBe(true);
  });
});

describe('news', () => {
  test.each([postForm, postJson])('of its end is taken in with its duration (%o)', async (post) => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const fields = incoming(voiceNumber);
    await postForm(at('voice/incoming'), fields);
    const told = {
      ...fields,
      CallStatus: 'completed',
      CallDuration: '42',
      Timestamp: 'Thu, 01 Jan 2026 10:00:42 +0000',
    };
    expect((await post(at('voice/status'), told)).status).toBe(204);
    expect(await callsOf(world, businessId)).toMatchObject([
      { state: 'completed', durationS: 42, endedAt: new Date('2026-01-01T10:00:42Z'), leaseUntil: null },
    ]);
  });

  test('that comes before the call itself makes it known, and the call is not let in after its end', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const fields = incoming(voiceNumber);
    await postForm(at('voice/status'), { ...fields, CallStatus: 'completed', CallDuration: '1' });
    const { body } = await postForm(at('voice/incoming'), fields);
    expect(body).toContain('<Response/>');
    expect(await callsOf(world, businessId)).toMatchObject([{ state: 'completed', admission: 'not-asked' }]);
  });

  test('of a recording finds its call by the address it comes to, and the caller is learnt later', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const CallSid = newCallSid();
    const url = `${at('voice/recording')}?to=${encodeURIComponent(voiceNumber)}`;
    const recording = {
      CallSid,
      RecordingSid: newRecordingSid(),
      RecordingStatus: 'completed',
      RecordingDuration: '5',
    };
    expect((await postForm(url, recording)).status).toBe(204);
    expect(await callsOf(world, businessId)).toMatchObject([{ callSid: CallSid, fromNumber: '' }]);
    expect(await recordingsOf(world, businessId)).toMatchObject([
      { recordingSid: recording.RecordingSid, state: 'at-provider', durationS: 5 },
    ]);
    await postForm(at('voice/incoming'), incoming(voiceNumber, CallSid));
    expect(await callsOf(world, businessId)).toMatchObject([{ callSid: CallSid, fromNumber: CALLER }]);
  });

  test('with an id that is none is refused', async () => {
    const { voiceNumber } = await createCalledBusiness(world);
    expect((await postForm(at('voice/status'), { ...incoming(voiceNumber), CallSid: '1' })).status).toBe(400);
  });
});

describe('after a stream', () => {
  test('that nobody ended on purpose the caller is asked for a message; after one the call ends', async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const fields = { ...incoming(voiceNumber), CallStatus: 'in-progress' };
    await postForm(at('voice/incoming'), fields);
    expect((await postForm(at('voice/after-stream'), fields)).body).toContain('<Record');
    // So that the message is looked for when nobody tells of it.
    expect(await callsOf(world, businessId)).toMatchObject([{ afterStream: 'message' }]);
    expect((await postForm(at('voice/after-stream'), { ...fields, CallStatus: 'completed' })).body).toContain(
      '<Response/>',
    );
    expect((await postForm(at('voice/after-message'), fields)).body).toMatch(/Thank you.*<Hangup\/>/);
  });

  test.each([
    ['hang-up', /^(?!.*<Record).*<Hangup\/>/],
    ['message', /Please leave a message after the tone and we will call you back\..*<Record.*after-message/],
  ] as const)('that ended on purpose, what was decided follows: %s', async (next, answer) => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const fields = { ...incoming(voiceNumber), CallStatus: 'in-progress' };
    await postForm(at('voice/incoming'), fields);
    const [call] = await callsOf(world, businessId);
    if (!call) throw new Error('no call was made');
    await world.withBusiness(businessId, (tx) => decideAfterStream(tx, call.id, next));
    expect((await postForm(at('voice/after-stream'), fields)).body).toMatch(answer);
  });
});

test('health is for everybody', async () => {
  expect((await fetch(`${world.callsUrl}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${world.callsUrl}/readyz`)).json()).toMatchObject({ status: 'ready', postgres: 'ok' });
  await postForm(at('voice/incoming'), incoming((await createCalledBusiness(world)).voiceNumber));
  const metrics = await (await fetch(`${world.callsUrl}/metrics`)).text();
  expect(metrics).toMatch(/prosaas_calls_answered_total\{outcome="admitted",role="calls"\} \d+/);
});
