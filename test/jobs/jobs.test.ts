// The job system's promises: what a start carries, what a lost start becomes, whose work runs when.
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptInbound } from '../../src/db/conversations/accept-inbound.ts';
import type { ContactId, ConversationId } from '../../src/db/ids.ts';
import { businesses, outbox } from '../../src/db/schema/index.ts';
import { parseSeedsWebhook } from '../../src/domain/whatsapp/seeds-webhook.ts';
import { conversation } from '../../src/jobs/catalogue.ts';
import { connectLazily } from '../../src/jobs/connection.ts';
import { createJobsHealth } from '../../src/jobs/health.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { prepareNamespace, refuseUnprepared } from '../../src/jobs/namespace.ts';
import { removeFromOutbox, takeFromOutbox } from '../../src/jobs/outbox.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness, seedsBody } from '../support/factories.ts';
import { answersRead, conversationWorkflow, messagesOf, postSeeds, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let jobs: Jobs;
const log = createLog('test', 'silent');

beforeAll(async () => {
  world = await startWorld('api', 'worker', 'scheduler');
  jobs = createJobs({ client: world.client, system: world.system, log });
});
afterAll(() => world.close());

/** A Temporal that is not there. */
const awayClient = () => connectLazily({ address: '127.0.0.1:1', namespace: 'default' });

test('a start carries business, trace, fairness and a summary without personal data', async () => {
  const business = await createBusiness(world);
  await fetch(`${world.apiUrl}/webhook/whatsapp/incoming`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-internal-secret': world.config.secrets.internal,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    },
    body: JSON.stringify(seedsBody(business.businessId, 'Hi')),
  });
  const [answer] = await answersRead(world, business.businessId, 1);
  const send = await world.client.workflow
    .getHandle(`business/${business.businessId}/whatsapp:send:${answer?.id}`)
    .describe();
  const attributes = Object.fromEntries(send.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(attributes).toMatchObject({
    BusinessId: String(business.businessId),
    TraceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  });
  expect(send.priority).toMatchObject({ priorityKey: 2, fairnessKey: String(business.businessId) });
  expect(await send.staticSummary()).toBe('Hand one message to WhatsApp and settle what became of it');
  expect(answer?.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
});

test('a start that Temporal did not take is relayed by the scheduler, once', async () => {
  const business = await createBusiness(world);
  const away = createJobs({ client: awayClient(), system: world.system, log });
  const parsed = parseSeedsWebhook(seedsBody(business.businessId, 'Hi'), new Date());
  const [result] = parsed.kind === 'parsed' ? parsed.results : [];
  if (result?.kind !== 'accepted') throw new Error('the message was not parsed');
  const outcome = await world.withBusiness(business.businessId, (tx) =>
    acceptInbound(tx, away, {
      channelId: business.channelId,
      source: 'baileys',
      message: result.message,
      traceId: 'none',
    }),
  );
  expect(outcome).toBe('accepted');
  expect(await world.withBusiness(business.businessId, (tx) => tx.$count(outbox))).toBe(1);
  await answersRead(world, business.businessId, 1);
  expect(await world.withBusiness(business.businessId, (tx) => tx.$count(outbox))).toBe(0);
  expect((await messagesOf(world, business.businessId)).filter(({ direction }) => direction === 'out')).toHaveLength(1);
});

test('race: a ring written while an older one is handed over is not removed with it', async () => {
  const business = await createBusiness(world);
  const input = {
    conversationId: 'none' as ConversationId,
    channelId: business.channelId,
    contactId: 'none' as ContactId,
  };
  const away = createJobs({ client: awayClient(), system: world.system, log });
  await world.withBusiness(business.businessId, (tx) => away.enqueue(tx, conversation, input, 'first'));
  const later = new Date(Date.now() + 60_000);
  const {
    starts: [older],
  } = await takeFromOutbox(world.system, { writtenBefore: later, takenBefore: later, limit: 1 }, new Date());
  await world.withBusiness(business.businessId, (tx) => away.enqueue(tx, conversation, input, 'second'));
  if (older) await removeFromOutbox(world.system, older);
  expect(
    await world.withBusiness(business.businessId, (tx) => tx.select({ traceId: outbox.traceId }).from(outbox)),
  ).toEqual([{ traceId: 'second' }]);
  await world.withBusiness(business.businessId, (tx) => tx.delete(outbox));
});

test('the work of an inactive business is refused, without trying again', async () => {
  const business = await createBusiness(world);
  const body = seedsBody(business.businessId, 'Hi');
  await world.system.update(businesses).set({ state: 'inactive' }).where(eq(businesses.id, business.businessId));
  expect((await postSeeds(world, body)).status).toBe(404);
  // A workflow that was on its way when the business was closed.
  const input = {
    conversationId: '0198c0de-0000-7000-8000-000000000000',
    channelId: business.channelId,
    contactId: business.channelId,
  } as never;
  await jobs.start(business.businessId, conversation, input, 'none');
  const handle = world.client.workflow.getHandle(
    `business/${business.businessId}/conversation:${business.channelId}:${business.channelId}`,
  );
  const status = await until('the workflow to end', async () => {
    const { name } = (await handle.describe()).status;
    return name !== 'RUNNING' && name;
  });
  expect(status).toBe('FAILED');
});

test('a run’s status is told to its own business only', async () => {
  const [mine, other] = [await createBusiness(world), await createBusiness(world)];
  await writes(world, mine, 'Hi');
  const [answer] = await answersRead(world, mine.businessId, 1);
  const workflowId = `business/${mine.businessId}/whatsapp:send:${answer?.id}`;
  const status = await until('the send to end', async () => {
    const told = await jobs.status(mine.businessId, workflowId);
    return told?.status === 'completed' && told;
  });
  expect(status.job).toBe('sendWhatsappMessage');
  expect(await jobs.status(other.businessId, workflowId)).toBeUndefined();
  expect(await jobs.status(mine.businessId, `business/${mine.businessId}/nothing`)).toBeUndefined();
});

test('a run is cancelled by its own business only, and only while it runs', async () => {
  const [mine, other] = [await createBusiness(world), await createBusiness(world)];
  await writes(world, mine, 'Hi');
  await answersRead(world, mine.businessId, 1);
  const workflowId = await conversationWorkflow(world, mine.businessId);
  expect(await jobs.cancel(other.businessId, workflowId)).toBe(false);
  expect(await jobs.cancel(mine.businessId, workflowId)).toBe(true);
  await until(
    'the run to be cancelled',
    async () => (await world.client.workflow.getHandle(workflowId).describe()).status.name === 'CANCELLED',
  );
  expect(await jobs.cancel(mine.businessId, workflowId)).toBe(false);
});

test('health has the seeds’ shape, and the same with Temporal away', async () => {
  // The schedules are made and the pollers are seen a moment after the start.
  const up = await until('the system to be healthy', async () => {
    const seen = await createJobsHealth(world.client, world.system)();
    return seen.status === 'healthy' && seen;
  });
  expect(up.scheduler).toMatchObject({ lock_held: true });
  expect(up.queues.high).toEqual({
    queued: expect.any(Number),
    started: expect.any(Number),
    finished: expect.any(Number),
    failed: expect.any(Number),
    oldest_waiting_seconds: 0,
    pollers: 1,
  });
  const down = await createJobsHealth(awayClient(), world.system)();
  expect(down).toMatchObject({ status: 'unhealthy', error: 'Temporal does not answer.' });
  expect(Object.keys(down.queues)).toEqual(Object.keys(up.queues));
});

test('a namespace that the migrate step has not prepared is refused, and the message says what to run', async () => {
  const namespace = `bare-${randomUUID()}`;
  await world.client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const bare = connectLazily({ address: world.config.temporal.address, namespace });
  await expect(refuseUnprepared(bare)).rejects.toThrow(
    /BusinessId, OperationId, TraceId and forgets closed workflows after 24 h.*SERVICE_ROLE=migrate/,
  );
  await prepareNamespace(bare);
  await expect(refuseUnprepared(bare)).resolves.toBeUndefined();
  await bare.connection.close();
});

test('what is enqueued in a transaction that fails is never started', async () => {
  const business = await createBusiness(world);
  const failing = world.withBusiness(business.businessId, async (tx) => {
    const input = {
      conversationId: 'none' as ConversationId,
      channelId: business.channelId,
      contactId: 'none' as ContactId,
    };
    await jobs.enqueue(tx, conversation, input, 'none');
    throw new Error('the rest of the transaction failed');
  });
  await expect(failing).rejects.toThrow('the rest of the transaction failed');
  expect(await world.withBusiness(business.businessId, (tx) => tx.$count(outbox))).toBe(0);
  expect(
    await jobs.status(business.businessId, `business/${business.businessId}/conversation:${business.channelId}:none`),
  ).toBeUndefined();
});
