// One accident at a time, each at its worst moment.
import { asc, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MessageId } from '../../src/db/ids.ts';
import { conversations, messages, outbox } from '../../src/db/schema/index.ts';
import { sendWhatsappMessage } from '../../src/jobs/catalogue.ts';
import { workflowIdOf } from '../../src/jobs/job.ts';
import { createBusiness, newMessageId, type TestBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { settle } from './evidence.ts';
import { type GatewayMessage, post, postUntilTaken } from './gateway.ts';
import type { RoleProcess } from './role-process.ts';

/** Starting the cluster, or getting over a kill: a cut-off task comes back after 10 s, an activity after its own time. */
const SLOW_MS = 120_000;

let cluster: Cluster;
let worker: RoleProcess;
beforeAll(async () => {
  cluster = await startCluster({ workers: 1, schedulers: 1 });
  [worker] = cluster.workers as [RoleProcess];
}, SLOW_MS);
beforeEach(async () => {
  cluster.sandbox.change({ webhookUrl: cluster.cloudWebhook, latencyMs: 20 });
  await Promise.all(cluster.roles.map((role) => role.ready()));
}, SLOW_MS);
afterAll(() => cluster.close());

test(
  'a worker killed after WhatsApp accepted and before it said so: sent once, settled by its status',
  async () => {
    const business = await createBusiness(cluster);
    // Nobody listens there: statuses wait until the address is right again.
    cluster.sandbox.change({ webhookUrl: 'http://127.0.0.1:9/', latencyMs: 5_000 });
    await postUntilTaken(cluster, anyMessage(business));
    const answer = await until('the hand-over', async () => handedOver(business)[0]);
    await worker.kill();
    const answerIs = async (state: string) =>
      (await messagesOf(business)).some((row) => row.id === answer && row.state === state);
    const triedAgain = async () => (await answerIs('unknown')) || handedOver(business).length > 1;
    await until('the next attempt', triedAgain, SLOW_MS / 2);
    expect(handedOver(business)).toEqual([answer]);
    cluster.sandbox.change({ webhookUrl: cluster.cloudWebhook });
    await until('its status', () => answerIs('read'));
    // Told of the status, it does not wait for its minute to be over.
    const send = workflowIdOf(sendWhatsappMessage, business.businessId, { messageId: answer });
    const status = async () => (await cluster.client.workflow.getHandle(send).describe()).status.name;
    await until('the send to end', async () => (await status()) === 'COMPLETED');
    expect(handedOver(business)).toEqual([answer]);
  },
  SLOW_MS,
);

test(
  'a Postgres or a Temporal that is killed under load takes no role with it',
  async () => {
    const business = await createBusiness(cluster);
    const pids = () => cluster.roles.map(({ pid }) => pid);
    const [before, crowd] = [pids(), crowdOf(business, 40)];
    const taken = Promise.all(crowd.map((message) => postUntilTaken(cluster, message)));
    for (const [server, answers] of [
      [cluster.postgres, 1],
      [cluster.temporal, 12],
      [cluster.postgres, 24],
    ] as const) {
      await until(`${answers} answers`, async () => handedOver(business).length >= answers, SLOW_MS);
      await server.kill();
      await server.start();
    }
    await taken;
    await until('every answer', async () => handedOver(business).length === crowd.length, SLOW_MS);
    expect(pids()).toEqual(before);
  },
  2 * SLOW_MS,
);

test(
  'with Temporal down a message is accepted at once, and answered when Temporal is back',
  async () => {
    const business = await createBusiness(cluster);
    await cluster.temporal.kill();
    const askedAt = performance.now();
    expect(await post(cluster, anyMessage(business))).toBe(202);
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(await cluster.owner.$count(outbox)).toBe(1);
    await cluster.temporal.start();
    await settle(cluster);
    expect(await statesOf(business)).toEqual(['answered', 'read']);
  },
  SLOW_MS,
);

test(
  'with Postgres down both webhooks answer 503, and take the message when it comes again',
  async () => {
    const business = await createBusiness(cluster);
    const message = anyMessage(business);
    await cluster.postgres.kill();
    expect(await post(cluster, message)).toBe(503);
    const { providerMessageId } = cluster.sandbox.customerWrites({
      customer: '+972507002002',
      phoneNumberId: business.numberId,
      content: { type: 'text', text: 'I need a plumber' },
    });
    const answersTo = () =>
      cluster.sandbox.deliveries().flatMap((each) => (each.providerMessageId === providerMessageId ? each.answer : []));
    await until('Meta to be refused', async () => answersTo().includes(503));
    await cluster.postgres.start();
    await postUntilTaken(cluster, message);
    await settle(cluster);
    expect(answersTo().at(-1)).toBe(200);
    expect((await statesOf(business)).toSorted()).toEqual(['answered', 'answered', 'read', 'read']);
  },
  SLOW_MS,
);

test(
  'a worker told to end under load finishes its sends, ends with 0 and leaves nothing open',
  async () => {
    const business = await createBusiness(cluster);
    cluster.sandbox.change({ latencyMs: 1_000 });
    const crowd = crowdOf(business, 20);
    await Promise.all(crowd.map((message) => postUntilTaken(cluster, message)));
    const underWay = () => cluster.owner.$count(messages, inArray(messages.state, ['sending', 'unknown']));
    await until('sends under way', async () => (await underWay()) >= 3);
    expect(await worker.terminate()).toBe('exit code 0');
    expect(await underWay()).toBe(0);
    worker.start();
    await settle(cluster);
    expect((await statesOf(business)).toSorted()).toEqual([...crowd.map(() => 'answered'), ...crowd.map(() => 'read')]);
    expect(new Set(handedOver(business)).size).toBe(handedOver(business).length);
  },
  SLOW_MS,
);

test(
  'an api told to end finishes the request it has, takes no other and ends with 0',
  async () => {
    const business = await createBusiness(cluster);
    await postUntilTaken(cluster, anyMessage(business));
    const release = await holdConversations(business);
    const answer = post(cluster, anyMessage(business));
    await until('the request to wait for the lock', () => someoneWaitsForALock());
    const ended = cluster.api.terminate();
    await until('nobody else to be let in', async () => !(await takesRequests()));
    await release();
    expect(await answer).toBe(202);
    expect(await ended).toBe('exit code 0');
    cluster.api.start();
    await settle(cluster);
    expect((await messagesOf(business)).filter(({ state }) => state === 'answered')).toHaveLength(2);
  },
  SLOW_MS,
);

const takesRequests = () =>
  fetch(`${cluster.apiUrl}/healthz`, { headers: { connection: 'close' } }).then(
    ({ ok }) => ok,
    () => false,
  );

/** A new text of a customer's. */
function anyMessage({ businessId }: TestBusiness, phone = '972507002001'): GatewayMessage {
  return { tenantId: businessId, id: newMessageId(), phone, text: 'I need a plumber', sentAt: new Date() };
}

/** One text each of so many customers. */
const crowdOf = (business: TestBusiness, size: number) =>
  Array.from({ length: size }, (_, index) => anyMessage(business, String(972_507_003_000 + index)));

const messagesOf = ({ businessId }: TestBusiness) =>
  cluster.owner.select().from(messages).where(eq(messages.businessId, businessId)).orderBy(asc(messages.seq));

const statesOf = async (business: TestBusiness) => (await messagesOf(business)).map(({ state }) => state);

/** Our ids of what WhatsApp accepted from the business, in its order. */
const handedOver = ({ numberId }: TestBusiness) =>
  cluster.sandbox
    .messages()
    .filter(({ phoneNumberId }) => phoneNumberId === numberId)
    .map(({ outboundMessageId }) => outboundMessageId as MessageId);

/** Locks the business's conversations, so that whoever accepts a message for one waits. @returns how to let go */
async function holdConversations({ businessId }: TestBusiness): Promise<() => Promise<void>> {
  const [locked, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = cluster.owner.transaction(async (tx) => {
    await tx.select().from(conversations).where(eq(conversations.businessId, businessId)).for('update');
    locked.resolve();
    await letGo.promise;
  });
  await Promise.race([locked.promise, holding]);
  return async () => {
    letGo.resolve();
    await holding;
  };
}

async function someoneWaitsForALock(): Promise<boolean> {
  const waiting = sql`select from pg_stat_activity where application_name = 'prosaas-api' and wait_event_type = 'Lock'`;
  return (await cluster.owner.execute(waiting)).rowCount === 1;
}
