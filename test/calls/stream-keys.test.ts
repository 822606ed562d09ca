// A stream needs the key that its call's TwiML gave it: once, for that call, of that business. And how a call's end is decided.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideAfterStream } from '../../src/db/calls/stream.ts';
import type { CallId } from '../../src/db/ids.ts';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  CALLER,
  callThat,
  createCalledBusiness,
  type PhoneWorld,
  startPhoneWorld,
} from './phone-world.ts';
import { openClient } from './stream/stream-client.ts';
import { newCallSid, parametersOf, postForm } from './twilio-client.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['calls'] });
});
afterAll(() => world.close());

async function answeredCall() {
  const business = await createCalledBusiness(world);
  const fields = { CallSid: newCallSid(), From: CALLER, To: business.voiceNumber, CallStatus: 'ringing' };
  const { body } = await postForm(`${world.callsUrl}/webhook/voice/incoming`, fields);
  return { ...business, fields, callSid: fields.CallSid, parameters: parametersOf(body) };
}
type Answered = Awaited<ReturnType<typeof answeredCall>>;

async function openStream({ callSid }: Pick<Answered, 'callSid'>, customParameters: object, more = {}) {
  const client = await openClient(world.callsUrl, { token: AUTH_TOKEN });
  client.start({ accountSid: ACCOUNT_SID, callSid, customParameters, ...more });
  return client;
}

test('the right key opens the stream, and a second stream with it is refused', async () => {
  const call = await answeredCall();
  const first = await openStream(call, call.parameters);
  const row = await callThat(world, call.businessId, call.callSid, ({ streamStartedAt }) => streamStartedAt !== null);
  expect(row).toMatchObject({ state: 'in-progress', streamTokenHash: null });
  expect(await (await openStream(call, call.parameters)).closed).toBe(1008);
  first.socket.close(1000);
  await callThat(
    world,
    call.businessId,
    call.callSid,
    ({ streamEndedAt, leaseUntil }) => !leaseUntil && !!streamEndedAt,
  );
});

test.each([
  ['no parameters at all', () => ({})],
  ['another key', (mine: Answered) => ({ ...mine.parameters, token: 'a guess' })],
  [
    'the key of another call',
    (mine: Answered, other: Answered) => ({ ...mine.parameters, token: other.parameters.token }),
  ],
  ['another call', (mine: Answered, other: Answered) => ({ ...mine.parameters, call: other.parameters.call })],
  [
    'another business',
    (mine: Answered, other: Answered) => ({ ...mine.parameters, business: other.parameters.business }),
  ],
  ['everything of another call but its id', (_mine: Answered, other: Answered) => other.parameters],
])('a stream with %s is refused, and the right one still opens', async (_what, given) => {
  const [mine, other] = [await answeredCall(), await answeredCall()];
  expect(await (await openStream(mine, given(mine, other))).closed).toBe(1008);
  const client = await openStream(mine, mine.parameters);
  await callThat(world, mine.businessId, mine.callSid, ({ streamStartedAt }) => streamStartedAt !== null);
  client.socket.close(1000);
});

test('a stream of another account is refused', async () => {
  const call = await answeredCall();
  const client = await openStream(call, call.parameters, { accountSid: `AC${'f'.repeat(32)}` });
  expect(await client.closed).toBe(1008);
});

test('a call that was meant to end with its stream is hung up', async () => {
  const { businessId, parameters, fields } = await answeredCall();
  await world.withBusiness(businessId, (tx) => decideAfterStream(tx, parameters.call as CallId, 'hang-up'));
  const told = { ...fields, CallStatus: 'in-progress' };
  const { body } = await postForm(`${world.callsUrl}/webhook/voice/after-stream`, told);
  expect(body).toContain('<Response><Hangup/></Response>');
});
