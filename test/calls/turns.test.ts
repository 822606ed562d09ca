// The turns of a call: written as they go on, settled once they are over, and what they tell of the caller kept on the lead.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leadFacts, leads } from '../../src/db/schema/index.ts';
import { hireColleague, noticesOf } from '../notifications/staff.ts';
import { until } from '../support/until.ts';
import { callThat, type PhoneWorld, startPhoneWorld, turnsOf } from './phone-world.ts';
import { aTurn, factsOfPhone, type ToldCall, toldCall, WITHHELD } from './told-call.ts';

let world: PhoneWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['worker'] });
});
afterAll(() => world.close());

const settled = ({ businessId }: ToldCall) =>
  until('the turns to be settled', async () => {
    const turns = await turnsOf(world, businessId);
    return turns.every(({ savedAt }) => savedAt !== null) && turns;
  });
const jobOf = ({ businessId, callSid }: ToldCall, n = 1) =>
  world.jobs.status(businessId, `business/${businessId}/turn:${callSid}:${n}`);

test('a turn is written over as it goes on, and keeps the time at which it began', async () => {
  const call = await toldCall(world);
  await call.write({ callerText: 'My name is', heardText: '' }, 'going-on');
  await call.write({ callerText: 'My name is Dana', heardText: 'Hel', startedAt: new Date() }, 'going-on');
  expect(await turnsOf(world, call.businessId)).toMatchObject([
    { ...aTurn({ callerText: 'My name is Dana', heardText: 'Hel' }), savedAt: null, overAt: null },
  ]);
  expect(await jobOf(call)).toBeUndefined();
  const toolResults = [{ toolCallId: 'a', tool: 'saveLeadFacts', outcome: 'done' as const }];
  await call.write({ toolResults });
  expect(await settled(call)).toMatchObject([{ ...aTurn({ toolResults }), overAt: expect.any(Date) }]);
  expect(await factsOfPhone(world, call.businessId)).toMatchObject({ name: 'Dana', city: 'Haifa' });
});

test('a turn that is over changes no more, whatever is written', async () => {
  const call = await toldCall(world);
  await call.write({});
  await settled(call);
  await call.write({ callerText: 'My name is Noa', heardText: 'Hello Noa' });
  await call.write({ callerText: 'My name is Avi', heardText: '' }, 'going-on');
  expect(await turnsOf(world, call.businessId)).toMatchObject([{ ...aTurn(), savedAt: expect.any(Date) }]);
  expect(await factsOfPhone(world, call.businessId)).toMatchObject({ name: 'Dana' });
});

test('race: of many ends of one turn one stands, and it is learnt from', async () => {
  const call = await toldCall(world);
  const names = ['Dana', 'Noa', 'Avi', 'Tal', 'Roni', 'Gal'];
  await Promise.all(
    names.flatMap((name) => [
      call.write({ callerText: `My name is ${name}` }),
      call.write({ callerText: 'My name is', heardText: '' }, 'going-on'),
    ]),
  );
  const [turn, ...more] = await settled(call);
  expect(more).toEqual([]);
  const name = names.find((one) => turn?.callerText === `My name is ${one}`);
  expect(name).toBeDefined();
  expect(await factsOfPhone(world, call.businessId)).toMatchObject({ name });
});

test('the last turn of a process that was lost is learnt from when the call is over', async () => {
  const call = await toldCall(world);
  await call.answered();
  await call.write({ heardText: '' }, 'going-on');
  await call.over();
  await call.finalized();
  expect(await turnsOf(world, call.businessId)).toMatchObject([{ overAt: null, savedAt: expect.any(Date) }]);
  expect(await factsOfPhone(world, call.businessId)).toMatchObject({ name: 'Dana', city: 'Haifa' });
  expect((await call.row()).result).toBe('talked');
});

test('a turn whose end comes after the call was settled is learnt from anew', async () => {
  const call = await toldCall(world);
  await call.answered();
  await call.write({ callerText: 'My name is', heardText: '' }, 'going-on');
  await call.over();
  await call.finalized();
  await call.write({});
  await settled(call);
  expect(await factsOfPhone(world, call.businessId)).toMatchObject({ name: 'Dana' });
});

test('people are told of the new lead once, whichever job is the first to need one', async () => {
  const call = await toldCall(world);
  await hireColleague(world, call.businessId);
  await call.write({});
  await settled(call);
  await until('the lead', async () => (await world.withBusiness(call.businessId, (tx) => tx.$count(leads))) === 1);
  const told = await until('the notice', async () => {
    const notices = await noticesOf(world, call.businessId);
    return notices.length > 0 && notices;
  });
  expect(told.map(({ content }) => content.kind)).toEqual(['new-lead']);
});

test('a withheld number has no contact and no lead, and its turns are settled all the same', async () => {
  const call = await toldCall(world, { from: WITHHELD });
  await call.write({});
  await settled(call);
  expect(await world.withBusiness(call.businessId, (tx) => tx.select().from(leadFacts))).toEqual([]);
  expect((await callThat(world, call.businessId, call.callSid, ({ prompt }) => prompt !== null)).contactId).toBeNull();
});

test('what was said and written down late changes what became of the call', async () => {
  const call = await toldCall(world);
  await call.answered();
  await call.over();
  await call.finalized();
  expect((await call.row()).result).not.toBe('talked');
  await call.write({});
  await settled(call);
  await until('the result', async () => (await call.row()).result === 'talked');
});
