// What people are told of by itself: somebody new wrote, somebody needs a person.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeAsPerson } from '../../src/db/conversations/handling.ts';
import type { BusinessId } from '../../src/db/ids.ts';
import { createBusiness } from '../support/factories.ts';
import { conversationsOf, settled, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';
import { hireColleague, noticesOf } from './staff.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('api', 'worker');
});
afterAll(() => world.close());

const contentsOf = async (businessId: BusinessId) => (await noticesOf(world, businessId)).map(({ content }) => content);
const kindsOf = async (businessId: BusinessId) => (await contentsOf(businessId)).map(({ kind }) => kind);

test('a new customer is a new lead once, however often they write, and it is pushed', async () => {
  const business = await createBusiness(world);
  const browser = await (await hireColleague(world, business.businessId)).subscribe();
  await writes(world, business, 'Hello, my tap drips');
  await until('the push', async () => world.pushService.taken(browser.id).length > 0);
  await settled(world, business.businessId);
  await writes(world, business, 'In the kitchen');
  await settled(world, business.businessId);
  expect(await kindsOf(business.businessId)).toEqual(['new-lead']);
  const [conversation] = await conversationsOf(world, business.businessId);
  const told = JSON.parse(world.pushService.taken(browser.id)[0]?.text ?? '');
  expect(told).toMatchObject({ title: 'New lead', body: 'Dana got in touch.', conversationId: conversation?.id });
});

test('a conversation that needs a person is told of once while the reason stands, and anew for another', async () => {
  const business = await createBusiness(world, { assistantOn: false });
  const { businessId } = business;
  await hireColleague(world, businessId);
  for (const text of ['Hello', 'Anybody?', 'Please']) {
    await writes(world, business, text);
    await settled(world, businessId);
  }
  await writes(world, business, 'There is a fire!');
  await settled(world, businessId);
  const needed = (await contentsOf(businessId)).filter(({ kind }) => kind === 'needs-person');
  const [conversation] = await conversationsOf(world, businessId);
  expect(needed).toEqual(
    ['assistant-off', 'emergency'].map((reason) => ({
      kind: 'needs-person',
      about: { kind: 'conversation', conversationId: conversation?.id },
      values: { name: 'Dana', reason },
    })),
  );
});

test('once somebody has a customer, only they are told of what the customer writes next', async () => {
  const business = await createBusiness(world);
  const { businessId } = business;
  const [dana] = [await hireColleague(world, businessId), await hireColleague(world, businessId)];
  await writes(world, business, 'Hello');
  await settled(world, businessId);
  const [conversation] = await conversationsOf(world, businessId);
  if (!conversation) throw new Error('no conversation');
  const answer = { text: 'On my way', author: dana.userId, idempotencyKey: 'once-only-1', traceId: 'test' };
  await world.withBusiness(businessId, (tx) =>
    writeAsPerson(tx, { jobs: world.jobs, conversationId: conversation.id, ...answer }),
  );
  await settled(world, businessId);
  await writes(world, business, 'When will that be?');
  await settled(world, businessId);
  const told = (await noticesOf(world, businessId)).filter(({ content }) => content.kind === 'needs-person');
  expect(told.map(({ userId }) => userId)).toEqual([dana.userId]);
});
