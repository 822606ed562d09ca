// Records one history for each way through the workflows. Run it when a workflow changes on purpose, and look at the diff:
// a history that no longer replays means that runs under way would break at the next deploy.
import { mkdirSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ringGreetings } from '../../src/db/calls/greetings.ts';
import { acceptToolUse } from '../../src/db/calls/tool-uses.ts';
import { addReminder } from '../../src/db/reminders.ts';
import { businesses } from '../../src/db/schema/index.ts';
import { closeStaleSessions, notifyReminders, remindersTick, resumeConversations } from '../../src/jobs/catalogue.ts';
import { startSynthesisSandbox } from '../../src/sandbox/speech-synthesis.ts';
import { CALLER, createCalledBusiness, startPhoneWorld } from '../calls/phone-world.ts';
import { toldCall } from '../calls/told-call.ts';
import { aNotice, hireColleague, noticesOf, raise } from '../notifications/staff.ts';
import { createBusiness, newMessageId, type TestBusiness } from '../support/factories.ts';
import { stepTime } from '../support/step-time.ts';
import { answersRead, conversationsOf, conversationWorkflow, messagesOf, settled, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const FOLDER = new URL('histories/', import.meta.url).pathname;

let world: World;
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  world = await startWorld('api', 'worker');
});
afterAll(() => world.close());

async function keep(name: string, workflowId: string, { client }: Pick<World, 'client'> = world): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  await until(`${name} to end`, async () => (await handle.describe()).status.name !== 'RUNNING');
  writeFileSync(
    `${FOLDER}${name}.json`,
    `${JSON.stringify(JSON.parse(historyToJSON(await handle.fetchHistory())), withoutPaths, 1)}\n`,
  );
}

/** Where on this machine something failed is nobody's business, and no part of a replay. */
const withoutPaths = (key: string, value: unknown) => (key === 'stackTrace' ? '' : value);

const processId = async ({ businessId }: TestBusiness, source: string, id: string | null) =>
  `business/${businessId}/webhook:${source}:${id}:${(await conversationsOf(world, businessId))[0]?.id}`;

async function endSession(business: TestBusiness): Promise<string> {
  const workflowId = await conversationWorkflow(world, business.businessId);
  await stepTime(world.client, workflowId, 16 * 60_000);
  return workflowId;
}

test('a burst of three, one answer, the session closed', async () => {
  const business = await createBusiness(world, { answerAfterSilenceMs: 500, answerAfterAtMostMs: 2_000 });
  const id = newMessageId();
  await writes(world, business, 'Hi', { id });
  for (const text of ['my sink is leaking', 'can you come today?']) await writes(world, business, text);
  const [answer] = await answersRead(world, business.businessId, 1);
  await keep('process-text', await processId(business, 'baileys', id));
  await keep('send-delivered', `business/${business.businessId}/whatsapp:send:${answer?.id}`);
  await keep('conversation-burst', await endSession(business));
});

test('a voice note, fetched and answered with a request to write', async () => {
  const business = await createBusiness(world);
  const { providerMessageId } = world.sandbox.customerWrites({
    phoneNumberId: business.numberId,
    customer: '+972501234567',
    content: { type: 'voice' },
  });
  await answersRead(world, business.businessId, 1);
  await keep('process-file', await processId(business, 'cloud', providerMessageId));
  await keep('conversation-voice-note', await endSession(business));
});

test('a hand-over without an answer, left to a person', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501230006' });
  const lost = await until('the lost answer', async () =>
    (await messagesOf(world, business.businessId)).find(({ state }) => state === 'unknown'),
  );
  const workflowId = `business/${business.businessId}/whatsapp:send:${lost.id}`;
  await stepTime(world.client, workflowId, 61_000);
  await settled(world, business.businessId);
  await keep('send-unconfirmed', workflowId);
});

test('a conversation that a person took over', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'I want to talk to a person');
  await answersRead(world, business.businessId, 1);
  await writes(world, business, 'hello?');
  expect((await settled(world, business.businessId)).at(-1)?.state).toBe('for_person');
  await keep('conversation-handed-over', await endSession(business));
});

test('a night’s clean-up', async () => {
  await world.client.workflow.start('pruneHousekeeping', {
    workflowId: 'system/housekeeping-prune-recorded',
    taskQueue: 'maintenance',
    args: [],
  });
  await keep('prune-housekeeping', 'system/housekeeping-prune-recorded');
});

test('a minute’s tick, and the notices of one business', async () => {
  const { businessId } = await createBusiness(world);
  const hour = 60 * 60_000;
  const values = { note: 'Call back', leadId: null, ownerUserId: null, dueAt: new Date(Date.now() + hour / 3) };
  await world.withBusiness(businessId, (tx) => addReminder(tx, values, new Date(Date.now() - hour)));
  await world.jobs.startSystem(remindersTick, 'recorded');
  await keep('reminders-tick', 'system/remindersTick');
  const tick = new Date(Date.now()).toISOString();
  await world.jobs.start(businessId, notifyReminders, { tick }, 'recorded');
  await keep('notify-reminders', `business/${businessId}/reminders:${tick}`);
});

test('a session that nobody closed', async () => {
  const business = await createBusiness(world);
  const { businessId } = business;
  await writes(world, business, 'My name is Noa, my sink is leaking');
  await answersRead(world, businessId, 1);
  await world.client.workflow.getHandle(await conversationWorkflow(world, businessId)).terminate('forgotten');
  const tick = new Date(Date.now() + 60 * 60_000).toISOString();
  await world.jobs.start(businessId, closeStaleSessions, { tick }, 'recorded');
  await keep('close-stale-sessions', `business/${businessId}/sessions:cleanup`);
});

test('a business that is opened again, with a customer who waited', async () => {
  const business = await createBusiness(world, { answerAfterSilenceMs: 600_000, answerAfterAtMostMs: 600_000 });
  const { businessId } = business;
  await writes(world, business, 'Hi');
  const openedAt = new Date(Date.now() + 60_000).toISOString();
  await world.jobs.start(businessId, resumeConversations, { openedAt }, 'recorded');
  await keep('resume-conversations', `business/${businessId}/conversations:resume:${openedAt}`);
});

test('the push of a business that is closed', async () => {
  const { businessId } = await createBusiness(world);
  await hireColleague(world, businessId).then(({ subscribe }) => subscribe());
  await world.system.update(businesses).set({ state: 'inactive' }).where(eq(businesses.id, businessId));
  await raise(world, businessId, aNotice());
  const [notice] = await noticesOf(world, businessId);
  const workflowId = `business/${businessId}/push:notification:${notice?.id}`;
  await until('the push to be started', () => world.jobs.status(businessId, workflowId));
  await keep('push-closed-business', workflowId);
});

test('a call that is recorded, and one whose callbacks are lost', async () => {
  const phoneWorld = await startPhoneWorld();
  const follow = async (lostCallbacks: number, name: string) => {
    const business = await createCalledBusiness(phoneWorld, { callNotice: 'assistant-and-recording' });
    phoneWorld.phone.change({ lostCallbacks });
    // Long enough for the recording to begin.
    const script = [
      { do: 'listen' },
      { do: 'say', text: 'Hello' },
      { do: 'wait', ms: 1_500 },
      { do: 'hang-up' },
    ] as const;
    const call = await phoneWorld.phone.dial({ from: CALLER, to: business.voiceNumber, script: [...script] });
    await until('the end of the call', async () => call.isFinal());
    const prefix = `business/${business.businessId}`;
    if (lostCallbacks === 1) await stepTime(phoneWorld.client, `${prefix}/call:${call.sid}`, 20_000);
    await keep(`call-${name}`, `${prefix}/call:${call.sid}`, phoneWorld);
    await keep(`recording-${name}`, `${prefix}/recording:${call.sid}`, phoneWorld);
  };
  await follow(0, 'told');
  await follow(1, 'not-told');
  await phoneWorld.close();
});

test('a call that was talked in, with a tool used, and the greetings of its business', async () => {
  const voice = await startSynthesisSandbox({ firstByteMs: 0 });
  const phoneWorld = await startPhoneWorld({
    roles: ['worker'],
    variables: { TTS: 'openai', TTS_BASE_URL: voice.baseUrl, TTS_API_KEY: 'any' },
  });
  const call = await toldCall(phoneWorld);
  const prefix = `business/${call.businessId}`;
  const useId = crypto.randomUUID();
  await call.answered();
  await call.write({});
  await phoneWorld.withBusiness(call.businessId, async (tx) => {
    await ringGreetings(tx, call.onward);
    await acceptToolUse(tx, call.onward, call.callId, { id: useId, tool: 'requestCallBack' });
  });
  const jobs = { 'call-tool': `${prefix}/tool:${call.callSid}:${useId}`, greetings: `${prefix}/greetings` };
  for (const [name, workflowId] of Object.entries(jobs)) {
    await until(`${name} to be started`, () => phoneWorld.jobs.status(call.businessId, workflowId));
    await keep(name, workflowId, phoneWorld);
  }
  await call.over();
  await call.finalized();
  await keep('call-finalized', `${prefix}/twilio:${call.callSid}:completed`, phoneWorld);
  await phoneWorld.close();
  await voice.close();
});

test('a notice that one device gets and another never does', async () => {
  const { businessId } = await createBusiness(world);
  const { subscribe } = await hireColleague(world, businessId);
  const [away] = [await subscribe(), await subscribe()];
  world.pushService.setTrouble(away.id, { kind: 'refuse', status: 503, retryAfterS: 60 });
  await raise(world, businessId, aNotice({ pointlessAfter: new Date(Date.now() + 30_000) }));
  const [notice] = await noticesOf(world, businessId);
  const workflowId = `business/${businessId}/push:notification:${notice?.id}`;
  await until('the push to be started', () => world.jobs.status(businessId, workflowId));
  await keep('push-two-devices', workflowId);
});
