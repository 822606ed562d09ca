// The turns of a call: written once, settled by a job, and what they tell of the caller kept on the lead.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptNews } from '../../src/db/calls/accept-news.ts';
import { addTurn } from '../../src/db/calls/turns.ts';
import { leadFacts } from '../../src/db/schema/index.ts';
import type { Turn } from '../../src/domain/calls/turn.ts';
import { until } from '../support/until.ts';
import { CALLER, callThat, createCalledBusiness, type PhoneWorld, startPhoneWorld, turnsOf } from './phone-world.ts';
import { newCallSid } from './twilio-client.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['worker'] });
});
afterAll(() => world.close());

const TURN: Turn = {
  n: 1,
  callerText: 'My name is Dana, I need a new tap in Haifa',
  heardText: 'Hello Dana',
  answerEnd: 'interrupted',
  toolResults: [{ toolCallId: 'a', tool: 'save-lead', outcome: 'done' }],
  stages: { endpointing: 300, transcript: 40, firstToken: 200, firstAudio: 150 },
  startedAt: new Date('2026-01-01T10:00:00Z'),
};

async function calledBy(from: string) {
  const business = await createCalledBusiness(world);
  const { businessId, voiceChannelId, voiceNumber } = business;
  const numbers = { callSid: newCallSid(), channelId: voiceChannelId, from, to: voiceNumber };
  const news = { kind: 'called', at: new Date() } as const;
  const call = await world.withBusiness(businessId, (tx) =>
    acceptNews(tx, { jobs: world.jobs, traceId: 'test' }, numbers, news),
  );
  return { businessId, call };
}

test('a turn that is written twice is one turn, and what was said is learnt for the lead', async () => {
  const { businessId, call } = await calledBy(CALLER);
  for (const callerText of [TURN.callerText, 'Something else']) {
    await world.withBusiness(businessId, (tx) => addTurn(tx, world.jobs, call.id, { ...TURN, callerText }));
  }
  const [turn, ...more] = await until('the turn to be settled', async () => {
    const turns = await turnsOf(world, businessId);
    return turns.every(({ savedAt }) => savedAt !== null) && turns;
  });
  expect(more).toEqual([]);
  expect(turn).toMatchObject(TURN);
  const facts = await world.withBusiness(businessId, (tx) =>
    tx.select().from(leadFacts).where(eq(leadFacts.sourceCallId, call.id)),
  );
  expect(Object.fromEntries(facts.map(({ field, value }) => [field, value]))).toMatchObject({
    name: 'Dana',
    city: 'Haifa',
  });
});

test('a withheld number has no contact and no lead, and its turns are settled all the same', async () => {
  const { businessId, call } = await calledBy('+266696687');
  await world.withBusiness(businessId, (tx) => addTurn(tx, world.jobs, call.id, TURN));
  await until('the turn to be settled', async () => (await turnsOf(world, businessId))[0]?.savedAt);
  expect(await world.withBusiness(businessId, (tx) => tx.select().from(leadFacts))).toEqual([]);
  expect((await callThat(world, businessId, call.callSid, ({ prompt }) => prompt !== null)).contactId).toBeNull();
});
