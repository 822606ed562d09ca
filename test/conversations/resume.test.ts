// A business that is opened again: what was left in the middle is settled by a job, however much it is.
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type DatabaseConnection } from '../../src/db/connections.ts';
import type { BusinessId } from '../../src/db/ids.ts';
import { conversations, messages } from '../../src/db/schema/index.ts';
import { createAuth } from '../../src/http/auth.ts';
import { createPerson } from '../http/people.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { conversationsOf, conversationWorkflow, messagesOf } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorldWith, type World } from '../support/world.ts';

let world: World;
let authRole: DatabaseConnection;
let headers: { cookie: string };
beforeAll(async () => {
  // Without the queue of conversations: they are rung, and leave the rows as they find them.
  world = await startWorldWith({ TASK_QUEUES: 'default' }, 'api', 'worker');
  const { database, secrets, publicUrl, production } = world.config;
  authRole = connect(database.authUrl, { name: 'test-auth', max: 2 });
  const auth = createAuth(authRole.database, { secret: secrets.auth, publicUrl, production });
  ({ headers } = await createPerson({ auth }, { systemAdmin: true }));
});
afterAll(async () => {
  await authRole.close();
  await world.close();
});

async function be(businessId: BusinessId, state: 'active' | 'inactive'): Promise<void> {
  const { status } = await fetch(`${world.apiUrl}/api/businesses/${businessId}`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json', origin: world.apiUrl },
    body: JSON.stringify({ state }),
  });
  expect(status).toBe(200);
}

/** Customers with one message each that nobody has answered. */
const addWaiting = ({ businessId, channelId }: TestBusiness, count: number) =>
  world.withBusiness(businessId, (tx) =>
    tx.execute(sql`
      with people as (
        insert into contacts (business_id, name) select ${businessId}, 'Customer ' || n from generate_series(1, ${count}) n
        returning id
      ), talks as (
        insert into conversations (business_id, channel_id, contact_id, chat, last_seq, last_customer_message_at)
        select ${businessId}, ${channelId}, id, id, 1, now() from people returning id, chat
      )
      insert into messages (business_id, conversation_id, channel_id, seq, direction, author, state, text, content, chat,
                            from_me, provider_message_id, sent_at)
      select ${businessId}, id, ${channelId}, 1, 'in', 'customer', 'ready', 'Hello', '{"kind":"text","text":"Hello"}', chat,
             false, id, now() from talks`),
  );

const statesOf = async (businessId: BusinessId) =>
  (await messagesOf(world, businessId)).map(({ state, flag }) => `${state} ${flag}`);

test('a customer who waited is left to people, and their conversation is rung', async () => {
  const business = await createBusiness(world);
  const { businessId } = business;
  await addWaiting(business, 1);
  await be(businessId, 'inactive');
  await be(businessId, 'active');
  await until('the message to be left', async () => (await statesOf(businessId))[0] === 'for_person late');
  expect(await conversationsOf(world, businessId)).toMatchObject([{ attention: 'late' }]);
  const workflowId = await conversationWorkflow(world, businessId);
  await until('the conversation to be rung', () => world.jobs.status(businessId, workflowId));
});

test('a thousand customers are settled, and the request that opens the business waits for none of them', async () => {
  const business = await createBusiness(world);
  const { businessId } = business;
  await addWaiting(business, 1_000);
  await be(businessId, 'inactive');
  const [somebody] = await conversationsOf(world, businessId);
  if (!somebody) throw new Error('no conversation');
  await world.withBusiness(businessId, async (tx) => {
    await tx.select().from(conversations).where(eq(conversations.id, somebody.id)).for('update');
    await be(businessId, 'active');
  });
  const left = () => world.withBusiness(businessId, (tx) => tx.$count(messages, eq(messages.state, 'ready')));
  await until('all to be settled', async () => (await left()) === 0, 45_000);
  expect(new Set(await statesOf(businessId))).toEqual(new Set(['for_person late']));
});

test('what is written after the opening goes its usual way', async () => {
  const business = await createBusiness(world);
  const { businessId } = business;
  await addWaiting(business, 2);
  const [somebody] = await conversationsOf(world, businessId);
  if (!somebody) throw new Error('no conversation');
  await be(businessId, 'inactive');
  const later = sql`now() + interval '1 hour'`;
  await world.withBusiness(businessId, (tx) =>
    tx.update(messages).set({ createdAt: later }).where(eq(messages.conversationId, somebody.id)),
  );
  await be(businessId, 'active');
  await until('the other one to be left', async () => (await statesOf(businessId)).includes('for_person late'));
  expect((await statesOf(businessId)).sort()).toEqual(['for_person late', 'ready null']);
});
