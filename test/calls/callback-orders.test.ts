// A talk whose five callbacks come in any order, each doubled or missing, over the wire: one story all the same. That the
// row is the same in all 120 orders is proven where its facts are (test/domain/calls/call-facts.test.ts).
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTurn } from '../../src/db/calls/turns.ts';
import type { BusinessId } from '../../src/db/ids.ts';
import { leads, outbox } from '../../src/db/schema/index.ts';
import type { PhoneCall } from '../../src/sandbox/phone/call.ts';
import { durationS } from '../../src/sandbox/phone/twilio/params.ts';
import { hireColleague, noticesOf } from '../notifications/staff.ts';
import { permutations } from '../support/permutations.ts';
import { stepTime } from '../support/step-time.ts';
import { until } from '../support/until.ts';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  CALLER,
  callsOf,
  createCalledBusiness,
  type PhoneWorld,
  recordingsOf,
  startPhoneWorld,
} from './phone-world.ts';
import { aTurn } from './told-call.ts';
import { postForm } from './twilio-client.ts';

const FIVE = ['incoming', 'status', 'recording', 'stream', 'after-stream'] as const;
type Callback = (typeof FIVE)[number];

let elsewhere: Server;
let world: PhoneWorld;
beforeAll(async () => {
  // The phone's calls are not led to us: what we are told of them, and when, is the test's to say.
  elsewhere = createServer((_request, response) => {
    response.setHeader('content-type', 'text/xml').end('<Response><Pause length="60"/></Response>');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const voiceUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  world = await startPhoneWorld({ roles: ['calls', 'worker', 'scheduler'], phone: { numbers: { '*': { voiceUrl } } } });
});
afterAll(async () => {
  await world.close();
  elsewhere.close();
});

type Story = Awaited<ReturnType<typeof begun>>;

/** A call that is talked, and a recording of its beginning, as Twilio has them. Nobody has told us of it yet. */
async function begun() {
  const business = await createCalledBusiness(world, { callNotice: 'assistant-and-recording' });
  await hireColleague(world, business.businessId);
  const call = await world.phone.dial({ from: CALLER, to: business.voiceNumber, script: [{ do: 'stay' }] });
  await until('an answer', async () => call.status() === 'in-progress');
  const rest = twilio(ACCOUNT_SID, AUTH_TOKEN);
  rest.api.baseUrl = world.phone.url;
  const { recordings } = rest.calls(call.sid);
  const { sid: recordingSid } = await recordings.create({ recordingChannels: 'dual' });
  await until('something to record', async () => call.talkedMs() > 200);
  await recordings(recordingSid).update({ status: 'stopped' });
  const isReady = async () => (await rest.recordings(recordingSid).fetch()).status === 'completed';
  await until('the recording to be ready', isReady);
  return { business, call, recordingSid };
}

interface Post {
  to: string;
  fields: Record<string, string>;
}

/** What Twilio posts, one after the other: some callbacks tell two things, and the last of them as it is by then. */
function* postsOf(callback: Callback, { business, call, recordingSid }: Story): Generator<Post> {
  const about = { CallSid: call.sid, From: CALLER, To: business.voiceNumber };
  const sentTo = `?to=${encodeURIComponent(business.voiceNumber)}`;
  const { CallSid } = about;
  switch (callback) {
    case 'incoming':
      return yield { to: 'incoming', fields: { ...about, CallStatus: 'ringing' } };
    case 'status':
      yield { to: 'status', fields: { ...about, CallStatus: 'in-progress' } };
      return yield {
        to: 'status',
        fields: { ...about, CallStatus: 'completed', CallDuration: String(durationS(call)) },
      };
    case 'recording': {
      const ready = { RecordingSid: recordingSid, RecordingStatus: 'completed', RecordingChannels: '2' };
      return yield {
        to: `recording${sentTo}`,
        fields: { CallSid, ...ready, RecordingSource: 'StartCallRecordingAPI' },
      };
    }
    case 'stream':
      yield { to: `stream${sentTo}`, fields: { CallSid, StreamEvent: 'stream-started' } };
      return yield { to: `stream${sentTo}`, fields: { CallSid, StreamEvent: 'stream-stopped' } };
    case 'after-stream':
      return yield { to: 'after-stream', fields: { ...about, CallStatus: 'in-progress' } };
  }
}

/**
 * Tells the callbacks in this order. The talk is held, and over, as soon as we know who calls: nobody is talked with
 * before that, and nothing is said after its end is told.
 */
async function tell(story: Story, order: readonly Callback[], times: 1 | 2 = 1): Promise<void> {
  for (const callback of order) {
    for (const { to, fields } of postsOf(callback, story)) {
      const url = `${world.callsUrl}/webhook/voice/${to}`;
      const answers = await Promise.all(Array.from({ length: times }, () => postForm(url, fields)));
      expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
      if (fields.From && !story.call.isFinal()) {
        await writeWhatWasSaid(story);
        story.call.end('completed');
      }
    }
  }
}

async function writeWhatWasSaid({ business: { businessId } }: Story): Promise<void> {
  const [row] = await callsOf(world, businessId);
  if (!row) throw new Error('the call is not known');
  const turns = [aTurn(), aTurn({ n: 2, callerText: 'Tomorrow is fine', heardText: 'We will call you' })];
  for (const turn of turns) {
    await world.withBusiness(businessId, (tx) => writeTurn(tx, world.jobs, row.id, turn, 'over'));
  }
}

const workflowOf = ({ businessId }: Story['business'], { sid }: PhoneCall) => `business/${businessId}/call:${sid}`;

/** Waits until all that was accepted has been started, or has rung. */
const handedOver = (businessId: BusinessId) =>
  until('an empty outbox', async () => (await world.system.$count(outbox, eq(outbox.businessId, businessId))) === 0);

/** One row with the right duration, one lead, one summary, one notice, one recording. */
async function expectOneStory({ business, call, recordingSid }: Story): Promise<void> {
  const { businessId } = business;
  await handedOver(businessId);
  const handle = world.client.workflow.getHandle(workflowOf(business, call));
  await until('the workflow to end', async () => (await handle.describe()).status.name === 'COMPLETED', 30_000);
  await until('the recording', async () => (await recordingsOf(world, businessId))[0]?.state === 'stored');
  const rows = await callsOf(world, businessId);
  expect(rows).toMatchObject([
    { state: 'completed', durationS: durationS(call), result: 'talked', fromNumber: CALLER, callSid: call.sid },
  ]);
  expect(rows[0]?.summary).toContain('Dana');
  expect(await recordingsOf(world, businessId)).toMatchObject([{ recordingSid, kind: 'call', channels: 2 }]);
  const notices = await until('the notices', async () => {
    const all = await noticesOf(world, businessId);
    return all.length >= 2 && all;
  });
  expect(notices.map(({ content }) => content.kind).toSorted()).toEqual(['call-ended', 'new-lead']);
  expect(await world.withBusiness(businessId, (tx) => tx.$count(leads))).toBe(1);
}

/** Every tenth of all: each of the five comes first and last in some. */
const ORDERS = permutations(FIVE).filter((_, index) => index % 10 === 3);

describe.concurrent('callbacks', () => {
  test.each(ORDERS)('in the order %s, %s, %s, %s, %s tell one story', async (...order) => {
    const story = await begun();
    await tell(story, order);
    await expectOneStory(story);
  });

  test.each(ORDERS.filter((_, index) => index % 3 === 0))(
    'race: each twice at once, in the order %s, %s, %s, %s, %s, tell one story',
    async (...order) => {
      const story = await begun();
      await tell(story, order, 2);
      await expectOneStory(story);
    },
  );

  test.each(FIVE)('with %s told again when all is over tell one story', async (again) => {
    const story = await begun();
    await tell(story, FIVE);
    await expectOneStory(story);
    for (const { to, fields } of postsOf(again, story)) await postForm(`${world.callsUrl}/webhook/voice/${to}`, fields);
    await expectOneStory(story);
  });

  test.each(FIVE)('without %s tell one story', async (missing) => {
    const story = await begun();
    await tell(
      story,
      FIVE.filter((callback) => callback !== missing),
    );
    if (missing === 'status') {
      // Nobody tells of the end: Twilio is asked, after a while.
      await handedOver(story.business.businessId);
      await stepTime(world.client, workflowOf(story.business, story.call), 20_000);
    }
    await expectOneStory(story);
  });
});
