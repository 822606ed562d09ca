// What the assistant does in a call: promised only where it can be done, and then done once, whatever dies between.
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { performToolUses } from '../../src/db/calls/tool-effects.ts';
import { acceptToolUse } from '../../src/db/calls/tool-uses.ts';
import { calls, callToolUses, contacts, conversations, leads, reminders } from '../../src/db/schema/index.ts';
import type { LastingToolUse } from '../../src/domain/calls/tool-use.ts';
import type { RunningRole } from '../../src/roles/role.ts';
import { hireColleague, noticesOf } from '../notifications/staff.ts';
import { answersRead, conversationsOf, messagesOf, settled, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { CALLER, createCalledBusiness, type PhoneWorld, startPhoneWorld } from './phone-world.ts';
import { contactOf, factsOfPhone, type ToldCall, toldCall, WITHHELD } from './told-call.ts';

let world: PhoneWorld;
let worker: RunningRole;
beforeAll(async () => {
  world = await startPhoneWorld({ roles: ['api'] });
  worker = await world.start('worker');
});
afterAll(() => world.close());

type Tool = LastingToolUse extends infer Use ? (Use extends LastingToolUse ? Omit<Use, 'id'> : never) : never;

const using = (tool: Tool, id: string = randomUUID()) => ({ id, ...tool }) as LastingToolUse;
const accept = ({ businessId, callId, onward }: ToldCall, use: LastingToolUse) =>
  world.withBusiness(businessId, (tx) => acceptToolUse(tx, onward, callId, use));
const usesOf = ({ businessId, callId }: ToldCall) =>
  world.withBusiness(businessId, (tx) => tx.select().from(callToolUses).where(eq(callToolUses.callId, callId)));
const remindersOf = ({ businessId }: ToldCall) =>
  world.withBusiness(businessId, (tx) => tx.select().from(reminders).orderBy(reminders.id));
const done = (call: ToldCall) =>
  until('the tools to be done', async () => (await usesOf(call)).every(({ state }) => state === 'done'));

describe('facts', () => {
  test('that the caller told are on their lead, with the call they were told in', async () => {
    const call = await toldCall(world);
    expect(await accept(call, using({ tool: 'saveLeadFacts', facts: { name: 'Dana', city: 'Haifa' } }))).toBe(
      'accepted',
    );
    await done(call);
    expect(await factsOfPhone(world, call.businessId)).toMatchObject({ name: 'Dana', city: 'Haifa' });
  });

  test('of a caller whose number is withheld are nobody’s', async () => {
    const call = await toldCall(world, { from: WITHHELD });
    expect(await accept(call, using({ tool: 'saveLeadFacts', facts: { name: 'Dana' } }))).toBe('impossible');
    expect(await usesOf(call)).toEqual([]);
  });
});

describe('a call-back', () => {
  test('is a reminder that is due, with who, where and what about; people are told of it once', async () => {
    const call = await toldCall(world);
    await hireColleague(world, call.businessId);
    await accept(call, using({ tool: 'saveLeadFacts', facts: { name: 'Dana' } }));
    const use = using({ tool: 'requestCallBack', about: 'a new tap', when: 'tomorrow' });
    expect(await Promise.all([accept(call, use), accept(call, use)])).toEqual(['accepted', 'accepted']);
    await done(call);
    const [reminder, ...more] = await remindersOf(call);
    expect(more).toEqual([]);
    expect(reminder).toMatchObject({
      note: `Call back Dana, ${CALLER}: a new tap (tomorrow)`,
      completedAt: null,
      ownerUserId: null,
    });
    expect(reminder?.dueAt.getTime()).toBeLessThanOrEqual(Date.now());
    const [lead] = await world.withBusiness(call.businessId, (tx) => tx.select().from(leads));
    expect(reminder?.leadId).toBe(lead?.id);
    const kinds = (await noticesOf(world, call.businessId)).map(({ content }) => content.kind);
    expect(kinds.sort()).toEqual(['new-lead', 'reminder']);
  });

  test('that is asked for again in the same call is one reminder that says all of it', async () => {
    const call = await toldCall(world);
    await accept(call, using({ tool: 'requestCallBack', about: 'a tap' }));
    await done(call);
    await accept(call, using({ tool: 'requestCallBack', phone: '052-765 4321', when: 'at ten' }));
    await done(call);
    expect((await remindersOf(call)).map(({ note }) => note)).toEqual(['Call back +972527654321: a tap (at ten)']);
  });

  test('to a withheld number is possible only where another was named, which becomes a lead', async () => {
    const call = await toldCall(world, { from: WITHHELD });
    expect(await accept(call, using({ tool: 'requestCallBack', about: 'a tap' }))).toBe('impossible');
    expect(await accept(call, using({ tool: 'requestCallBack', phone: 'the usual one' }))).toBe('impossible');
    expect(await accept(call, using({ tool: 'requestCallBack', phone: '052 765 4321' }))).toBe('accepted');
    await done(call);
    const [reminder] = await remindersOf(call);
    expect(reminder).toMatchObject({ note: 'Call back +972527654321', leadId: expect.any(String) });
    expect(await contactOf(world, call.businessId, '+972527654321')).toBeDefined();
  });
});

describe('a WhatsApp message', () => {
  const text = 'Our address is 5 Herzl Street';

  async function customerWhoCalls() {
    const business = await createCalledBusiness(world);
    await writes(world, business, 'Hi', { phone: CALLER.slice(1) });
    await answersRead(world, business.businessId, 1);
    return toldCall(world, { business });
  }

  test('is sent once to a caller who wrote within a day, also while a person has the conversation', async () => {
    const call = await customerWhoCalls();
    const { businessId } = call;
    // Others send here too.
    const own = `${text}, says ${call.callSid}`;
    await world.withBusiness(businessId, (tx) => tx.update(conversations).set({ handledBy: 'person' }));
    const use = using({ tool: 'sendWhatsapp', text: own });
    await Promise.all([accept(call, use), accept(call, use), accept(call, use)]);
    await done(call);
    await settled(world, businessId);
    const sent = (await messagesOf(world, businessId)).filter((message) => message.text === own);
    expect(sent).toMatchObject([{ state: expect.stringMatching(/^(delivered|read)$/), author: 'system' }]);
    expect(world.sandbox.messages().filter((message) => JSON.stringify(message).includes(own))).toHaveLength(1);
  });

  test.each([
    ['never wrote', async () => toldCall(world)],
    ['withholds their number', async () => toldCall(world, { from: WITHHELD })],
    [
      'wrote two days ago',
      async () => {
        const call = await customerWhoCalls();
        const lastCustomerMessageAt = new Date(Date.now() - 48 * 60 * 60_000);
        await world.withBusiness(call.businessId, (tx) => tx.update(conversations).set({ lastCustomerMessageAt }));
        return call;
      },
    ],
    [
      'wants no messages',
      async () => {
        const call = await customerWhoCalls();
        await world.withBusiness(call.businessId, (tx) =>
          tx.update(contacts).set({ optedOutAt: new Date(), optOutSource: 'message 1' }),
        );
        return call;
      },
    ],
  ])('is not promised to one who %s', async (_who, make) => {
    const call = await make();
    expect(await accept(call, using({ tool: 'sendWhatsapp', text }))).toBe('impossible');
    expect(await usesOf(call)).toEqual([]);
  });

  test('goes into the conversation of the caller and of nobody else', async () => {
    const call = await customerWhoCalls();
    await writes(world, call.business, 'Hi', { phone: '972509999999' });
    await answersRead(world, call.businessId, 2);
    await accept(call, using({ tool: 'sendWhatsapp', text }));
    await done(call);
    const held = await conversationsOf(world, call.businessId);
    const theirs = held.find(({ chat }) => chat.includes(CALLER.slice(1)));
    const [sent] = (await messagesOf(world, call.businessId)).filter((message) => message.text === text);
    expect(sent?.conversationId).toBe(theirs?.id);
  });
});

test('race: jobs of one call that run at once do each thing once', async () => {
  const call = await toldCall(world);
  await accept(call, using({ tool: 'requestCallBack', about: 'a tap' }));
  await Promise.all(
    Array.from({ length: 8 }, () =>
      world.withBusiness(call.businessId, (tx) => performToolUses(tx, call.onward, call.callId, new Date())),
    ),
  );
  await done(call);
  expect(await remindersOf(call)).toHaveLength(1);
});

test('what was accepted with no worker there is done when one is, once', async () => {
  await worker.stop();
  const call = await toldCall(world);
  await accept(call, using({ tool: 'saveLeadFacts', facts: { name: 'Dana' } }));
  await accept(call, using({ tool: 'requestCallBack' }));
  expect(await remindersOf(call)).toEqual([]);
  worker = await world.start('worker');
  await done(call);
  expect((await remindersOf(call)).map(({ note }) => note)).toEqual([`Call back Dana, ${CALLER}`]);
});

test('a call whose data was deleted promises nothing', async () => {
  const call = await toldCall(world);
  await call.over();
  await world.withBusiness(call.businessId, (tx) => tx.delete(calls));
  expect(await accept(call, using({ tool: 'requestCallBack' }))).toBe('impossible');
});
