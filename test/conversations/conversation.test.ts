// A conversation end to end: worker, api, the real WhatsApp client and a sandbox that calls back.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handBack, takeOver, writeAsPerson } from '../../src/db/conversations/handling.ts';
import type { UserId } from '../../src/db/ids.ts';
import { contacts, conversations, leadFacts, leads, sessions } from '../../src/db/schema/index.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createBusiness, newMessageId } from '../support/factories.ts';
import { stepTime } from '../support/step-time.ts';
import {
  answersRead,
  contactsOf,
  conversationsOf,
  conversationWorkflow,
  messagesOf,
  postSeeds,
  settled,
  writes,
} from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('api', 'worker');
});
afterAll(() => world.close());

const jobs = () => createJobs({ client: world.client, system: world.system, log: createLog('test', 'silent') });
const traceId = 'test-trace-id';

test('a message is answered once, and the answer’s ticks come back', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi, my sink is leaking');
  const [answer] = await answersRead(world, business.businessId, 1);
  const rows = await messagesOf(world, business.businessId);
  expect(rows.filter(({ direction }) => direction === 'out')).toHaveLength(1);
  expect(rows[0]).toMatchObject({ direction: 'in', state: 'answered', answeredBy: answer?.id });
  expect(answer?.providerMessageId).toMatch(/^wamid/);
  expect(world.sandbox.counts()[answer?.id ?? '']).toBe(1);
});

test('a burst gets one answer, which covers all of it', async () => {
  const business = await createBusiness(world, { answerAfterSilenceMs: 400, answerAfterAtMostMs: 5_000 });
  for (const text of ['Hi', 'my sink is leaking', 'can you come today?']) await writes(world, business, text);
  const [answer] = await answersRead(world, business.businessId, 1);
  const inbound = (await messagesOf(world, business.businessId)).filter(({ direction }) => direction === 'in');
  expect(inbound.map(({ answeredBy }) => answeredBy)).toEqual([answer?.id, answer?.id, answer?.id]);
});

test('debounce by stepped time: two seconds of silence end a burst', async () => {
  const business = await createBusiness(world, { answerAfterSilenceMs: 2_000_000, answerAfterAtMostMs: 8_000_000 });
  await writes(world, business, 'Hi');
  const workflowId = await conversationWorkflow(world, business.businessId);
  await until('the timer', async () => (await startedTimers(workflowId)) > 0);
  expect((await messagesOf(world, business.businessId)).map(({ state }) => state)).toEqual(['ready']);
  await stepTime(world.client, workflowId, 2_000_500);
  await answersRead(world, business.businessId, 1);
});

test('the customer’s words become facts on their lead, each with the message it came from', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hello');
  await answersRead(world, business.businessId, 1);
  const id = newMessageId();
  await writes(world, business, 'My name is Noa', { id });
  await answersRead(world, business.businessId, 2);
  const facts = await world.withBusiness(business.businessId, (tx) => tx.select().from(leadFacts));
  const source = (await messagesOf(world, business.businessId)).find(
    ({ providerMessageId }) => providerMessageId === id,
  );
  expect(facts).toMatchObject([{ field: 'name', value: 'Noa', sourceMessageId: source?.id }]);
  expect(await world.withBusiness(business.businessId, (tx) => tx.$count(leads))).toBe(1);
});

test('after a silence the session is summed up and closed, and the next message opens a new one', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'My name is Noa and my boiler is broken');
  await answersRead(world, business.businessId, 1);
  const workflowId = await conversationWorkflow(world, business.businessId);
  await until('the silence to begin', async () => (await startedTimers(workflowId)) > 0);
  await stepTime(world.client, workflowId, 15 * 60_000 + 500);
  const closed = await until('the session to close', async () => {
    const [session] = await world.withBusiness(business.businessId, (tx) => tx.select().from(sessions));
    return session?.closedAt ? session : undefined;
  });
  expect(closed.summary).toBeTruthy();
  await until(
    'the workflow to end',
    async () => (await world.client.workflow.getHandle(workflowId).describe()).status.name === 'COMPLETED',
  );
  await writes(world, business, 'Thanks!');
  await answersRead(world, business.businessId, 2);
  expect(await world.withBusiness(business.businessId, (tx) => tx.$count(sessions))).toBe(2);
});

test('“person” hands over: one sentence, then the assistant keeps silent and people are told', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'I want to talk to a person');
  await answersRead(world, business.businessId, 1);
  expect(await conversationsOf(world, business.businessId)).toMatchObject([
    { handledBy: 'person', attention: 'asked-for-person' },
  ]);
  await writes(world, business, 'hello?');
  const rows = await settled(world, business.businessId);
  expect(rows.at(-1)).toMatchObject({ state: 'for_person', flag: 'handled-by-person' });
});

test('STOP ends automatic messages and is kept with its source', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'הסר');
  await answersRead(world, business.businessId, 1);
  const [message] = await messagesOf(world, business.businessId);
  expect(await contactsOf(world, business.businessId)).toMatchObject([{ optOutSource: `message ${message?.id}` }]);
  await writes(world, business, 'one more thing');
  expect((await settled(world, business.businessId)).at(-1)).toMatchObject({ state: 'for_person', flag: 'opted-out' });
});

test('STOP and an emergency hold also while a person has the conversation', async () => {
  const business = await createBusiness(world, { emergencyWords: ['gas leak'] });
  await writes(world, business, 'I want to talk to a person');
  await answersRead(world, business.businessId, 1);
  await writes(world, business, 'there is a gas leak!');
  await writes(world, business, 'STOP');
  const rows = await settled(world, business.businessId);
  expect(rows.filter(({ direction }) => direction === 'out')).toHaveLength(1);
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'emergency' }]);
  expect(await contactsOf(world, business.businessId)).toMatchObject([{ optOutSource: `message ${rows.at(-1)?.id}` }]);
});

test('race: a phone answer that reaches us late does not cover what the customer wrote after it', async () => {
  const business = await createBusiness(world, { assistantOn: false });
  await writes(world, business, 'Hello?');
  await settled(world, business.businessId);
  const remoteJid = '972501234567@s.whatsapp.net';
  const answered = {
    key: { id: newMessageId(), remoteJid, fromMe: true },
    messageTimestamp: Math.floor(Date.now() / 1_000) - 3_600,
  };
  await postSeeds(world, {
    tenantId: String(business.businessId),
    payload: { messages: [{ ...answered, message: { conversation: 'On my way' } }] },
  });
  const [question] = (await messagesOf(world, business.businessId)).filter(({ direction }) => direction === 'in');
  expect(question).toMatchObject({ state: 'for_person', flag: 'assistant-off' });
  expect((await conversationsOf(world, business.businessId))[0]?.attention).toBe('assistant-off');
});

test('an emergency word gets a fixed sentence and a flag', async () => {
  const business = await createBusiness(world, { emergencyWords: ['gas leak'] });
  await writes(world, business, 'There is a gas leak in my kitchen!');
  const [answer] = await answersRead(world, business.businessId, 1);
  expect(answer?.text).toContain('urgent');
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'emergency' }]);
});

test('a voice note is answered with a request to write, and flagged', async () => {
  const business = await createBusiness(world);
  world.sandbox.customerWrites({
    phoneNumberId: business.numberId,
    customer: '+972501234567',
    content: { type: 'voice' },
  });
  const [answer] = await answersRead(world, business.businessId, 1);
  expect(answer?.text).toBeTruthy();
  const [note] = await messagesOf(world, business.businessId);
  expect(note?.mediaKey).toMatch(new RegExp(`^${business.businessId}/`));
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'voice-note' }]);
});

test('a message that reaches us long after it was written is left to a person', async () => {
  const business = await createBusiness(world);
  const key = { id: newMessageId(), remoteJid: '972501234567@s.whatsapp.net' };
  const messageTimestamp = Math.floor(Date.now() / 1_000) - 11 * 60;
  await postSeeds(world, {
    tenantId: String(business.businessId),
    payload: { type: 'append', messages: [{ key, messageTimestamp, message: { conversation: 'hi' } }] },
  });
  expect(await settled(world, business.businessId)).toMatchObject([{ state: 'for_person', flag: 'late' }]);
});

test('a person who answers from the phone pauses the assistant', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi');
  await answersRead(world, business.businessId, 1);
  world.sandbox.ownerWrites({ phoneNumberId: business.numberId, customer: '+972501234567', text: 'I am on my way' });
  await until('the echo', async () =>
    (await messagesOf(world, business.businessId)).some(({ author }) => author === 'person'),
  );
  const [conversation] = await conversationsOf(world, business.businessId);
  expect(conversation?.pausedUntil?.getTime()).toBeGreaterThan(Date.now() + 100 * 60_000);
  await writes(world, business, 'great');
  expect((await settled(world, business.businessId)).at(-1)).toMatchObject({
    state: 'for_person',
    flag: 'handled-by-person',
  });
});

test('take over silences the assistant, a person’s message goes out, hand back lets it answer what waited', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi');
  await answersRead(world, business.businessId, 1);
  const [conversation] = await conversationsOf(world, business.businessId);
  if (!conversation) throw new Error('no conversation');
  const hand = { jobs: jobs(), conversationId: conversation.id, traceId };
  await world.withBusiness(business.businessId, (tx) => takeOver(tx, hand));
  const written = { ...hand, text: 'This is Dana', author: 'user-1' as UserId, idempotencyKey: 'once-only-1' };
  const first = await world.withBusiness(business.businessId, (tx) => writeAsPerson(tx, written));
  const again = await world.withBusiness(business.businessId, (tx) => writeAsPerson(tx, written));
  expect([first.kind, again.kind]).toEqual(['queued', 'repeated']);
  await answersRead(world, business.businessId, 2);
  await writes(world, business, 'When can you come?');
  expect((await settled(world, business.businessId)).at(-1)).toMatchObject({ state: 'for_person' });
  await world.withBusiness(business.businessId, (tx) => handBack(tx, hand));
  const answers = await answersRead(world, business.businessId, 3);
  expect(answers.map(({ author }) => author)).toEqual(['assistant', 'person', 'assistant']);
});

test('an answer whose hand-over got no reply is settled by its status, and sent once', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501230005' });
  const [answer] = await answersRead(world, business.businessId, 1);
  expect(world.sandbox.counts()[answer?.id ?? '']).toBe(1);
});

test('a refusal for good is shown with its reason and flagged', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi', { phone: '972501230001' });
  const rows = await settled(world, business.businessId);
  expect(rows.at(-1)).toMatchObject({ direction: 'out', state: 'failed', error: { code: '131026' } });
  expect(await conversationsOf(world, business.businessId)).toMatchObject([{ attention: 'send-failed' }]);
});

test('outside the 24-hour window nothing is tried', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi');
  await answersRead(world, business.businessId, 1);
  const [conversation] = await conversationsOf(world, business.businessId);
  if (!conversation) throw new Error('no conversation');
  await world.withBusiness(business.businessId, (tx) =>
    tx
      .update(conversations)
      .set({ lastCustomerMessageAt: new Date(Date.now() - 25 * 3_600_000) })
      .where(eq(conversations.id, conversation.id)),
  );
  const outcome = await world.withBusiness(business.businessId, (tx) =>
    writeAsPerson(tx, {
      jobs: jobs(),
      conversationId: conversation.id,
      traceId,
      text: 'Hello again',
      author: 'user-1' as UserId,
      idempotencyKey: 'once-only-2',
    }),
  );
  expect(outcome.kind).toBe('window-closed');
});

test('deleting the customer ends their conversation', async () => {
  const business = await createBusiness(world);
  await writes(world, business, 'Hi');
  await answersRead(world, business.businessId, 1);
  const workflowId = await conversationWorkflow(world, business.businessId);
  await world.withBusiness(business.businessId, (tx) => tx.delete(contacts));
  expect(await messagesOf(world, business.businessId)).toEqual([]);
  await world.client.workflow.getHandle(workflowId).signal('ring');
  await until(
    'the workflow to end',
    async () => (await world.client.workflow.getHandle(workflowId).describe()).status.name === 'COMPLETED',
  );
});

/** 0 also before the workflow has started. */
async function startedTimers(workflowId: string): Promise<number> {
  const { events } = await world.client.workflow
    .getHandle(workflowId)
    .fetchHistory()
    .catch(() => ({ events: [] }));
  return (events ?? []).filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes).length;
}
