// What follows a call: one summary, the facts of the whole call, one notice; whatever order the news come in, and whoever
// dies between.
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepSummary, readForSummary, tellOfCall } from '../../src/db/calls/after-call.ts';
import { acceptToolUse } from '../../src/db/calls/tool-uses.ts';
import { callRecordings, leadFacts, leads } from '../../src/db/schema/index.ts';
import type { RunningRole } from '../../src/roles/role.ts';
import { hireColleague, noticesOf } from '../notifications/staff.ts';
import { until } from '../support/until.ts';
import { type PhoneWorld, startPhoneWorld } from './phone-world.ts';
import { contactOf, factsOfPhone, type ToldCall, toldCall, WITHHELD } from './told-call.ts';
import { newRecordingSid } from './twilio-client.ts';

let world: PhoneWorld;
let worker: RunningRole;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: [] });
  worker = await world.start('worker');
});
afterAll(() => world.close());

/** What people were told of the call itself. */
const told = async ({ businessId, callId }: ToldCall) =>
  (await noticesOf(world, businessId))
    .filter(({ key }) => key === `call:${callId}`)
    .map(({ content: { kind, values } }) => ({ kind, values }));

async function staffedCall(options: Parameters<typeof toldCall>[1] = {}) {
  const call = await toldCall(world, options);
  await hireColleague(world, call.businessId);
  return call;
}

test('a talk is summed up, and people are told of it with the summary', async () => {
  const call = await staffedCall();
  await call.answered();
  await call.write({});
  await world.withBusiness(call.businessId, (tx) =>
    acceptToolUse(tx, call.onward, call.callId, { id: crypto.randomUUID(), tool: 'requestCallBack' }),
  );
  await call.over();
  await call.finalized();
  const { summary, result } = await call.row();
  expect(result).toBe('talked');
  expect(summary).toBe('Call from Dana (Haifa): I need a new tap in Haifa. They asked to be called back.');
  expect(await told(call)).toEqual([{ kind: 'call-ended', values: { name: 'Dana', summary } }]);
});

test('the summary is in the business’s language', async () => {
  const call = await staffedCall({ settings: { language: 'he' } });
  await call.answered();
  await call.write({ callerText: 'קוראים לי דנה, אני צריכה ברז חדש' });
  await call.over();
  await call.finalized();
  expect((await call.row()).summary).toMatch(/^שיחה מאת דנה: .*ברז חדש/);
});

describe('a call in which nobody said anything has no summary', () => {
  test('and people are told that it has ended', async () => {
    const call = await staffedCall();
    await call.answered();
    await call.write({ callerText: '', heardText: 'Hello' });
    await call.over();
    await call.finalized();
    expect(await call.row()).toMatchObject({ summary: null, result: 'no-talk' });
    expect(await told(call)).toEqual([{ kind: 'call-ended', values: { name: null, summary: null } }]);
  });

  test.each([
    ['nobody answered', 'unanswered', undefined],
    ['a message was left', 'message', 'message'],
  ] as const)('where %s it was missed', async (_what, result, left) => {
    const call = await staffedCall();
    if (left) {
      await world.withBusiness(call.businessId, (tx) =>
        tx.insert(callRecordings).values({
          ...{ businessId: call.businessId, callId: call.callId, recordingSid: newRecordingSid() },
          ...{ kind: left, state: 'at-provider' },
        }),
      );
    }
    await call.tell({ kind: 'status', state: 'completed', at: new Date(), durationS: 3 });
    await call.finalized();
    expect(await call.row()).toMatchObject({ summary: null, result });
    expect(await told(call)).toEqual([{ kind: 'missed-call', values: { name: null } }]);
  });
});

test('what the whole call told is merged, but for what is not sure and what a person wrote', async () => {
  const call = await toldCall(world);
  await call.answered();
  await call.write({});
  await call.over();
  await call.finalized();
  const { businessId, callId, onward } = call;
  const contactId = await contactOf(world, businessId);
  await world.withBusiness(businessId, async (tx) => {
    const [lead] = await tx.select().from(leads);
    if (!lead) throw new Error('there is no lead');
    expect(lead.contactId).toBe(contactId);
    await tx.update(leadFacts).set({ value: 'Dana Cohen', sourceCallId: null }).where(eq(leadFacts.field, 'name'));
  });
  const facts = [
    { field: 'name', value: 'Diana', confidence: 0.99 },
    { field: 'city', value: 'Acre', confidence: 0.8 },
    { field: 'service', value: 'roofs', confidence: 0.2 },
  ] as const;
  const another = await toldCall(world, { business: call.business });
  await until('its caller', async () => (await another.row()).contactId !== null);
  await world.withBusiness(businessId, (tx) => keepSummary(tx, onward, another.callId, { summary: 'A talk.', facts }));
  expect(await factsOfPhone(world, businessId)).toMatchObject({ name: 'Dana Cohen', city: 'Acre' });
  expect((await factsOfPhone(world, businessId)).service).not.toBe('roofs');
  const [city] = await world.withBusiness(businessId, (tx) =>
    tx.select().from(leadFacts).where(eq(leadFacts.field, 'city')),
  );
  expect(city).toMatchObject({ sourceCallId: another.callId, confidence: expect.closeTo(0.8) });
  expect((await call.row()).callSid).not.toBe((await another.row()).callSid);
  expect(callId).not.toBe(another.callId);
});

test('race: of many summaries one stands, and people are told once', async () => {
  const call = await staffedCall({ from: WITHHELD });
  const { businessId, callId, onward } = call;
  await call.answered();
  await call.write({});
  await call.over();
  await call.finalized();
  const { summary } = await call.row();
  await Promise.all(
    Array.from({ length: 6 }, (_, number) =>
      world.withBusiness(businessId, async (tx) => {
        await keepSummary(tx, onward, callId, { summary: `Another ${number}`, facts: [] });
        await tellOfCall(tx, onward, callId, new Date());
      }),
    ),
  );
  expect((await call.row()).summary).toBe(summary);
  expect(await world.withBusiness(businessId, (tx) => readForSummary(tx, callId))).toBeUndefined();
  expect(await told(call)).toHaveLength(1);
});

test('property: news in any order, doubled or lost, tell one story', async () => {
  const at = new Date();
  const news = [
    { kind: 'stream-started', at },
    { kind: 'stream-ended', at },
    { kind: 'status', state: 'in-progress', at },
    { kind: 'status', state: 'completed', at, durationS: 12 },
  ] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...news, ...news], { minLength: 1 }).filter((told) => told.some((one) => one === news[3])),
      async (order) => {
        const call = await staffedCall();
        await call.write({});
        for (const one of order) await call.tell(one);
        await call.write({ n: 2, callerText: 'Tomorrow is fine', heardText: 'Good' });
        await call.finalized();
        expect(await call.row()).toMatchObject({ state: 'completed', durationS: 12, result: 'talked' });
        expect((await call.row()).summary).toContain('Dana');
        expect((await told(call)).map(({ kind }) => kind)).toEqual(['call-ended']);
        expect(await world.withBusiness(call.businessId, (tx) => tx.$count(leads))).toBe(1);
      },
    ),
    { numRuns: 8 },
  );
});

test('a worker that stops in the middle leaves the rest to the next one: one lead, one summary, one notice', async () => {
  const call = await staffedCall();
  await call.answered();
  await call.write({});
  await call.write({ n: 2, callerText: 'Call me tomorrow', heardText: '' }, 'going-on');
  const over = call.over();
  await worker.stop();
  await over;
  worker = await world.start('worker');
  await call.finalized();
  expect((await call.row()).summary).toContain('Dana');
  expect(await told(call)).toHaveLength(1);
  expect(await world.withBusiness(call.businessId, (tx) => tx.$count(leads))).toBe(1);
});
