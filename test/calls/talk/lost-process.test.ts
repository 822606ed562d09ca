// The calls process is killed in the middle of a talk: what the caller hears then, and what is known of the call.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../scripts/local/ports.ts';
import type { BusinessId } from '../../../src/db/ids.ts';
import { calls } from '../../../src/db/schema/index.ts';
import { type RoleProcess, superviseRole } from '../../chaos/role-process.ts';
import { noted } from '../../sandbox/phone/connected-phone.ts';
import { stepTime } from '../../support/step-time.ts';
import { until } from '../../support/until.ts';
import { answeredAt, CALLER, callThat, createCalledBusiness, turnsOf } from '../phone-world.ts';
import { factsOfPhone } from '../told-call.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';
import { startTalkWorld, type TalkWorld, talk } from './talk-world.ts';

const SLOW_MS = 180_000;

let world: TalkWorld;
let door: FrontDoor;
let another: RoleProcess;
let anothersPort: number;
beforeAll(async () => {
  door = await openFrontDoor();
  world = await startTalkWorld({ variables: { CALLS_PUBLIC_URL: door.url } });
  world.phone.change({ numbers: { '*': answeredAt(door.url) } });
  anothersPort = await freePort();
  another = superviseRole({ ...world.env, SERVICE_ROLE: 'calls', CALLS_PORT: String(anothersPort) }, anothersPort);
  another.start();
  await another.ready();
  door.leadTo(world.callsPort, anothersPort);
}, SLOW_MS);
afterEach(async () => {
  door.leadTo(world.callsPort, anothersPort);
  await world.calls.ready();
}, SLOW_MS);
afterAll(async () => {
  await another[Symbol.asyncDispose]();
  await world.close();
  await door[Symbol.asyncDispose]();
});

const SAYS_WHO = [
  { do: 'hear', text: 'help?', withinMs: 30_000 },
  { do: 'wait', ms: 700 },
  { do: 'say', text: 'My name is Dana Levi and my sink is leaking.' },
] as const;

/** Waits until the caller's words are written down. */
const saidWho = (businessId: BusinessId) =>
  until(
    'the caller’s words',
    async () => (await turnsOf(world, businessId)).some(({ callerText }) => /Dana Levi/i.test(callerText)),
    60_000,
  );

test(
  'the caller is asked for a message, what they said is kept, and the next call is talked',
  async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const call = await world.phone.dial({
      from: CALLER,
      to: voiceNumber,
      script: [
        ...SAYS_WHO,
        { do: 'hear', text: 'leave a message after the tone', withinMs: 60_000 },
        { do: 'wait', ms: 1_500 },
        { do: 'say', text: 'Please call me back.' },
        { do: 'press', keys: '#' },
        { do: 'stay' },
      ],
    });
    await saidWho(businessId);
    const { pid } = world.calls;
    await world.calls.kill();
    await until('the end of the call', async () => call.isFinal(), 60_000);
    const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    expect(row).toMatchObject({ state: 'completed', result: 'talked', afterStream: 'message', leaseUntil: null });
    const turns = await turnsOf(world, businessId);
    expect(turns.every(({ savedAt }) => savedAt !== null)).toBe(true);
    expect(await factsOfPhone(world, businessId)).toMatchObject({ name: 'Dana Levi' });

    await world.calls.ready();
    expect(world.calls.pid).not.toBe(pid);
    const next = await talk(world, voiceNumber, [...SAYS_WHO, { do: 'listen', withinMs: 30_000 }, { do: 'hang-up' }]);
    await callThat(world, businessId, next.sid, ({ result }) => result === 'talked');
    expect(noted(next, 'problem')).toEqual([]);
  },
  SLOW_MS,
);

test(
  'with all news of it lost, too, its lease runs out: then it is ended, and what was said is kept',
  async () => {
    const { businessId, voiceNumber } = await createCalledBusiness(world);
    const call = await world.phone.dial({ from: CALLER, to: voiceNumber, script: [...SAYS_WHO, { do: 'stay' }] });
    await saidWho(businessId);
    door.leadTo();
    await world.calls.kill();
    await until('the end of the call', async () => call.isFinal(), 30_000);
    const [lost] = await world.withBusiness(businessId, (tx) => tx.select().from(calls));
    expect(lost).toMatchObject({ state: 'in-progress', streamEndedAt: null, leaseOwner: expect.any(String) });
    await stepTime(world.client, `business/${businessId}/call:${call.sid}`, 90_000);
    const row = await callThat(world, businessId, call.sid, ({ result }) => result !== null);
    expect(row).toMatchObject({ state: 'completed', result: 'talked', leaseUntil: null });
    expect(row.durationS).toBeGreaterThan(0);
    expect((await turnsOf(world, businessId)).every(({ savedAt }) => savedAt !== null)).toBe(true);
    expect(await factsOfPhone(world, businessId)).toMatchObject({ name: 'Dana Levi' });
  },
  SLOW_MS,
);
