// Answers that are queued and not sent at once: a number that has to wait, a person who takes over meanwhile.

import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeOver } from '../../src/db/conversations/handling.ts';
import { claimForAttempt } from '../../src/db/conversations/outbound.ts';
import { resumeConversations } from '../../src/db/conversations/resume.ts';
import { businesses, channels, messages } from '../../src/db/schema/index.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { answersRead, conversationsOf, conversationWorkflow, messagesOf, settled, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

/** WhatsApp refuses these recipients at first (see the sandbox's README), so their answers wait in the queue. */
const REFUSED_TWICE = '972501240008';
const NUMBER_HAS_TO_WAIT = '972501240011';

let world: World;
let jobs: Jobs;
beforeAll(async () => {
  world = await startWorld('api', 'worker');
  jobs = createJobs({ client: world.client, system: world.system, log: createLog('test', 'silent') });
});
afterAll(() => world.close());

const outOf = async ({ businessId }: TestBusiness) =>
  (await messagesOf(world, businessId)).filter(({ direction, state }) => direction === 'out' && state !== 'draft');

/** Waits for an answer that was refused for now, with the error that names why. */
const heldBack = (business: TestBusiness, code: string) =>
  until(`an answer held back by ${code}`, async () =>
    (await outOf(business)).find(({ state, error }) => state === 'queued' && error?.code === code),
  );

const takeOverAll = async ({ businessId }: TestBusiness) => {
  for (const { id } of await conversationsOf(world, businessId)) {
    await world.withBusiness(businessId, (tx) => takeOver(tx, { jobs, conversationId: id, traceId: 'test' }));
  }
};

test('a number that WhatsApp asks to wait sends nothing to anybody, and says until when and why', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: NUMBER_HAS_TO_WAIT });
  await heldBack(business, '80007');
  await writes(world, business, 'Hi', { phone: '972501242222' });
  const other = await heldBack(business, 'held');
  const [channel] = await world.withBusiness(business.businessId, (tx) => tx.select().from(channels));
  expect(channel?.heldUntil?.getTime()).toBeGreaterThan(Date.now() + 60_000);
  expect(channel?.heldReason).toBe(other.error?.message);
  expect(world.sandbox.counts()[other.id]).toBeUndefined();
  const claimAt = (now: Date) =>
    world.withBusiness(business.businessId, (tx) => claimForAttempt(tx, { jobs, traceId: 'test' }, other.id, now));
  expect(await claimAt(new Date())).toMatchObject({ kind: 'held' });
  expect(await claimAt(channel?.heldUntil ?? new Date())).toMatchObject({ kind: 'attempt' });
});

test('an answer that waits for its next try is thrown away when a person takes over, and its question is theirs', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: REFUSED_TWICE });
  const answer = await heldBack(business, '131056');
  await takeOverAll(business);
  const rows = await settled(world, business.businessId);
  expect(rows.find(({ id }) => id === answer.id)).toMatchObject({ state: 'discarded', seq: null });
  expect(rows.find(({ direction }) => direction === 'in')).toMatchObject({
    state: 'for_person',
    flag: 'handled-by-person',
  });
  expect(world.sandbox.counts()[answer.id]).toBeUndefined();
});

test('of an answer that waits and a STOP that comes meanwhile, only the confirmation goes out', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: REFUSED_TWICE });
  const answer = await heldBack(business, '131056');
  await writes(world, business, 'STOP', { phone: REFUSED_TWICE });
  const [confirmation] = await answersRead(world, business.businessId, 1);
  const rows = await settled(world, business.businessId);
  expect(rows.find(({ id }) => id === answer.id)?.state).toBe('discarded');
  const asked = rows.filter(({ direction }) => direction === 'in');
  expect(asked.map(({ answeredBy }) => answeredBy)).toEqual([confirmation?.id, confirmation?.id]);
});

test('the sentence that hands over to a person is itself not held back by the hand-over', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'I want to talk to a person', { phone: REFUSED_TWICE });
  const [sentence] = await answersRead(world, business.businessId, 1);
  expect(sentence?.consequence?.handOver).toBe(true);
});

test('an answer that waits is not held to have been given by what a person wrote earlier, though it reached us later', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: REFUSED_TWICE });
  const answer = await heldBack(business, '131056');
  const { businessId, channelId } = business;
  const text = 'From my phone';
  await world.withBusiness(businessId, (tx) =>
    tx.insert(messages).values({
      businessId,
      channelId,
      conversationId: answer.conversationId,
      direction: 'out',
      author: 'person',
      state: 'sent',
      fromMe: true,
      seq: 99,
      chat: REFUSED_TWICE,
      text,
      content: { kind: 'text', text },
      sentAt: new Date(Date.now() - 600_000),
    }),
  );
  await takeOverAll(business);
  const rows = await settled(world, business.businessId);
  expect(rows.find(({ author }) => author === 'customer')?.state).toBe('for_person');
});

test('what the assistant had queued when its business was closed is not said when it opens again', async () => {
  const business = await createBusiness(world);
  const { businessId } = business;
  await writes(world, business, 'Hi', { phone: REFUSED_TWICE });
  const answer = await heldBack(business, '131056');
  const be = (state: 'active' | 'inactive') =>
    world.system.update(businesses).set({ state }).where(eq(businesses.id, businessId));
  await be('inactive');
  const workflowId = await conversationWorkflow(world, businessId);
  await until(
    'the conversation to end',
    async () => (await world.client.workflow.getHandle(workflowId).describe()).status.name === 'FAILED',
  );
  await be('active');
  await world.withBusiness(businessId, (tx) => resumeConversations(tx, { jobs, traceId: 'test' }, new Date()));
  const rows = await settled(world, businessId);
  expect(rows.find(({ id }) => id === answer.id)?.state).toBe('discarded');
  expect(rows.find(({ direction }) => direction === 'in')).toMatchObject({ state: 'for_person', flag: 'late' });
  expect(world.sandbox.counts()[answer.id]).toBeUndefined();
});
