// What a caller hears while something of ours is down, and what is known of the call afterwards.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { channels } from '../../src/db/schema/index.ts';
import { startCalls } from '../../src/roles/calls.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { layCable } from '../console/cable.ts';
import { over } from '../sandbox/phone/connected-phone.ts';
import { until } from '../support/until.ts';
import {
  answeredAt,
  CALLER,
  callsOf,
  callThat,
  createCalledBusiness,
  type PhoneWorld,
  startPhoneWorld,
} from './phone-world.ts';
import { newCallSid, postForm } from './twilio-client.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['worker'] });
});
afterAll(() => world.close());

/** A calls role of the test's own, told otherwise than the others. */
async function startOwn(change: Partial<Config>): Promise<string> {
  const role = await startCalls({ ...world.config, ...change }, createLog('calls', world.config.logLevel));
  onTestFinished(() => role.stop());
  return `${world.callsUrl}/webhook`;
}

async function throughCable(url: string) {
  const cable = await layCable(url);
  onTestFinished(() => cable[Symbol.asyncDispose]());
  const led = new URL(url);
  led.port = new URL(cable.url).port;
  return { cable, url: led.href };
}

/** Somebody who takes connections and never says a word. */
async function silentServer(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const isVoice = eq(channels.provider, 'twilio');

const ring = (To: string, CallSid = newCallSid()) => ({ CallSid, From: CALLER, To, CallStatus: 'ringing' });

async function answerTo(base: string, fields: Record<string, string>) {
  const startedAt = performance.now();
  const answer = await postForm(`${base}/voice/incoming`, fields);
  return { ...answer, tookMs: performance.now() - startedAt };
}

test('with Postgres gone a caller is asked for a message within a second, and news is refused with 503', async () => {
  const { database } = world.config;
  const [app, system] = [await throughCable(database.appUrl), await throughCable(database.systemUrl)];
  const base = await startOwn({ database: { ...database, appUrl: app.url, systemUrl: system.url } });
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  for (const { cable } of [app, system]) cable.cut();
  const fields = ring(voiceNumber);
  const answer = await answerTo(base, fields);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatch(/<Say language="he-IL".*<Say language="en-US".*technical problem.*<Record/);
  expect(answer.tookMs).toBeLessThan(1_000);
  expect((await postForm(`${base}/voice/status`, { ...fields, CallStatus: 'completed' })).status).toBe(503);
  expect((await postForm(`${base}/voice/after-stream`, { ...fields, CallStatus: 'in-progress' })).body).toContain(
    '<Record',
  );

  for (const { cable } of [app, system]) cable.mend();
  const told = { ...fields, CallStatus: 'completed', CallDuration: '12' };
  await until('Postgres', async () => (await postForm(`${base}/voice/status`, told)).status === 204);
  const row = await callThat(world, businessId, fields.CallSid, ({ result }) => result !== null);
  expect(row).toMatchObject({ state: 'completed', durationS: 12, fromNumber: CALLER, result: 'unanswered' });
});

test('with a Postgres that does not answer the caller does not wait for it', async () => {
  const { database } = world.config;
  const silent = new URL(database.systemUrl);
  silent.port = String(await silentServer());
  const base = await startOwn({ database: { ...database, systemUrl: silent.href } });
  const answer = await answerTo(base, ring('+97233000001'));
  expect(answer.body).toContain('<Record');
  expect(answer.tookMs).toBeLessThan(1_000);
});

test('with Temporal gone a call is talked as ever, and its work is done when Temporal is back', async () => {
  const gone = { ...world.config.temporal, address: `127.0.0.1:${await silentServer()}` };
  await startOwn({ temporal: gone });
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  const call = await world.phone.dial({
    from: CALLER,
    to: voiceNumber,
    script: [{ do: 'listen', quietMs: 300 }, { do: 'hang-up' }],
  });
  await over(call);
  await callThat(world, businessId, call.sid, ({ state }) => state === 'completed');
  expect(await callsOf(world, businessId)).toMatchObject([{ contactId: null, prompt: null, result: null }]);
  await world.start('scheduler');
  const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
  expect(row).toMatchObject({ state: 'completed', result: 'no-talk', contactId: expect.any(String) });
});

test('a call of which nobody told us at all is found in Twilio’s records', async () => {
  const { businessId, voiceNumber } = await createCalledBusiness(world);
  // Nobody answers at its address: no webhook reaches us, and no callback will.
  const nowhere = { voiceUrl: `http://127.0.0.1:${await silentServer()}/` };
  world.phone.change({ numbers: { '*': answeredAt(world.callsUrl), [voiceNumber]: nowhere }, webhookLimitMs: 50 });
  onTestFinished(() => void world.phone.change({ webhookLimitMs: 15_000 }));
  const call = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [{ do: 'stay' }] });
  await over(call);
  await world.client.workflow.start('missedCallsTick', {
    workflowId: `system/missed-calls-${call.sid}`,
    taskQueue: 'low',
    args: [],
  });
  const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
  expect(row).toMatchObject({ state: 'completed', fromNumber: CALLER, admission: 'not-asked', result: 'unanswered' });
});

test('calls to a number from before a business had it are not that business’s', async () => {
  const voiceNumber = `+9728${String(Date.now()).slice(-7)}`;
  const call = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [{ do: 'stay' }] });
  await over(call);
  const { businessId } = await createCalledBusiness(world);
  const createdAt = new Date(Date.now() + 60_000);
  await world.withBusiness(businessId, (tx) =>
    tx.update(channels).set({ numberId: voiceNumber, createdAt }).where(isVoice),
  );
  const search = await world.client.workflow.start('fetchMissedCalls', {
    workflowId: `business/${businessId}/calls:missed`,
    taskQueue: 'maintenance',
    args: [{ since: new Date(Date.now() - 3_600_000).toISOString() }],
  });
  expect(await search.result()).toEqual({ found: 0 });
});
