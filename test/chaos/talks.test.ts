// Talks go on while a worker, Temporal or Postgres dies under them, and afterwards nothing is missing or doubled.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, ne } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusinessId, UserId } from '../../src/db/ids.ts';
import {
  calls,
  callToolUses,
  callTurns,
  contactIdentities,
  leads,
  memberships,
  notifications,
  outbox,
  reminders,
} from '../../src/db/schema/index.ts';
import type { PhoneCall } from '../../src/sandbox/phone/call.ts';
import type { Script } from '../../src/sandbox/phone/person/script.ts';
import { createCalledBusiness } from '../calls/phone-world.ts';
import { heard, heardBy, longestWait } from '../calls/talk/talk-world.ts';
import { noted } from '../sandbox/phone/connected-phone.ts';
import { until } from '../support/until.ts';
import { startTalkCluster, type TalkCluster } from './talk-cluster.ts';

/** Starting, or a talk with an accident in it and what follows: a cut-off task comes back after 10 s, a model's after 60 s. */
const SLOW_MS = 240_000;
const CALLERS = ['+972501000001', '+972501000002', '+972501000003'];
/** A caller notices no more than that (ms). */
const SILENT_AT_MOST_MS = 4_500;

let cluster: TalkCluster;
beforeAll(async () => {
  cluster = await startTalkCluster();
}, SLOW_MS);
afterAll(() => cluster.close());

/** Says these one after the other, each once the words before it were heard; then waits for our goodbye. */
const saying = (...said: [after: string, text: string][]): Script => [
  ...said.flatMap(
    ([text, next]): Script => [
      { do: 'hear', text, withinMs: 40_000 },
      { do: 'wait', ms: 700 },
      { do: 'say', text: next },
    ],
  ),
  { do: 'stay' },
];
const ASKS_FOR_CALL_BACK = saying(
  ['help?', 'Hello, my sink is leaking.'],
  ['your name?', 'My name is Dana Levi.'],
  ['get back to you', 'Thank you, goodbye.'],
);
const SAID = ['', 'Hello, my sink is leaking.', 'My name is Dana Levi.', 'Thank you, goodbye.'];

async function called() {
  const business = await createCalledBusiness(cluster);
  const { businessId } = business;
  const colleague = { userId: randomUUID() as UserId, role: 'agent' as const, displayName: 'Noa', email: 'a@b.test' };
  await cluster.withBusiness(businessId, (tx) => tx.insert(memberships).values({ businessId, ...colleague }));
  return business;
}

const dial = (to: string, script: Script, from = CALLERS[0] ?? '') => cluster.phone.dial({ from, to, script });
const dialAll = (to: string) => Promise.all(CALLERS.map((from) => dial(to, ASKS_FOR_CALL_BACK, from)));

/** Who is on the line. */
const stillTalked = (talks: readonly PhoneCall[]) => talks.flatMap((call) => (call.isFinal() ? [] : [call.from]));

/** They were answered to the end, and never left in silence. */
async function noticedNothing(talks: readonly PhoneCall[]): Promise<void> {
  await Promise.all(talks.map((call) => until('the end of the call', async () => call.isFinal(), 120_000)));
  for (const call of talks) {
    expect(noted(call, 'problem')).toEqual([]);
    expect(heardBy(call)).toContain('goodbye!');
    expect(heardBy(call)).not.toContain('went wrong');
    expect(longestWait(call)).toBeLessThan(SILENT_AT_MOST_MS);
  }
}

/** Waits until the business's calls are over and all that follows from them has been done. */
async function settled(businessId: BusinessId): Promise<void> {
  const ofBusiness = `business/${businessId}/`;
  const isSettled = async () => {
    const [open, waiting] = await Promise.all([
      cluster.owner.$count(calls, and(eq(calls.businessId, businessId), ne(calls.state, 'completed'))),
      cluster.owner.$count(outbox, eq(outbox.businessId, businessId)),
    ]);
    if (open + waiting > 0) return false;
    const running = `ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH '${ofBusiness}'`;
    return (await cluster.client.workflow.count(running)).count === 0;
  };
  await until('everything to be settled', () => isSettled().catch(() => false), 150_000);
}

/** How often each job of the business ran, and what did not go well. */
async function runsOf(businessId: BusinessId) {
  const jobs: string[] = [];
  const failed: string[] = [];
  for await (const run of cluster.client.workflow.list({
    query: `WorkflowId STARTS_WITH 'business/${businessId}/'`,
  })) {
    jobs.push(run.type);
    if (run.status.name !== 'COMPLETED') failed.push(`${run.workflowId} is ${run.status.name}`);
  }
  return { failed, times: (job: string) => jobs.filter((one) => one === job).length };
}

/** Of each talk: its turns, one lead, one call-back, one summary, one notice; each job once, and none failed. */
async function nothingIsMissingOrDoubled(businessId: BusinessId, talks: readonly PhoneCall[], said = SAID) {
  await settled(businessId);
  const { failed, times } = await runsOf(businessId);
  expect(failed).toEqual([]);
  for (const job of ['callLifecycle', 'createLeadFromCall', 'finalizeCallLog']) {
    expect([job, times(job)]).toEqual([job, talks.length]);
  }
  expect(times('saveConversationTurn')).toBe(talks.length * said.length);
  await cluster.withBusiness(businessId, async (tx) => {
    const rows = await tx.select().from(calls);
    expect(rows.map(({ callSid }) => callSid).toSorted()).toEqual(talks.map(({ sid }) => sid).toSorted());
    for (const { id, result, summary } of rows) {
      expect(result).toBe('talked');
      expect(summary).toMatch(/Dana Levi.*called back/s);
      const turns = await tx.select().from(callTurns).where(eq(callTurns.callId, id)).orderBy(callTurns.n);
      expect(turns.map(({ callerText }) => callerText.toLowerCase())).toEqual(said.map((text) => text.toLowerCase()));
      expect(turns.filter(({ savedAt, overAt }) => savedAt === null || overAt === null)).toEqual([]);
    }
    const people = await tx
      .select({ phone: contactIdentities.value })
      .from(leads)
      .innerJoin(contactIdentities, eq(contactIdentities.contactId, leads.contactId));
    const callers = CALLERS.slice(0, talks.length);
    expect(people.map(({ phone }) => phone).toSorted()).toEqual(callers);
    const notes = (await tx.select({ note: reminders.note }).from(reminders)).map(({ note }) => note);
    expect(notes).toHaveLength(talks.length);
    for (const phone of callers) expect(notes.filter((note) => note.includes(phone))).toHaveLength(1);
    const told = (await tx.select().from(notifications)).map(({ content: { kind } }) => kind);
    for (const kind of ['call-ended', 'new-lead']) {
      expect([kind, told.filter((one) => one === kind).length]).toEqual([kind, talks.length]);
    }
  });
}

test(
  'the only worker is killed while three callers ask to be called back',
  async () => {
    const { businessId, voiceNumber } = await called();
    const talks = await dialAll(voiceNumber);
    const promised = () => cluster.owner.$count(callToolUses, eq(callToolUses.businessId, businessId));
    await until('the first promise', async () => (await promised()) > 0, 60_000);
    await cluster.worker.kill();
    expect(stillTalked(talks)).toEqual(CALLERS);
    await noticedNothing(talks);
    await nothingIsMissingOrDoubled(businessId, talks);
  },
  SLOW_MS,
);

test(
  'Temporal is down for 20 s while three callers ask to be called back',
  async () => {
    const { businessId, voiceNumber } = await called();
    const talks = await dialAll(voiceNumber);
    const words = () =>
      cluster.owner.$count(callTurns, and(eq(callTurns.businessId, businessId), ne(callTurns.callerText, '')));
    await until('the first words', async () => (await words()) > 0, 60_000);
    await cluster.temporal.kill();
    expect(stillTalked(talks)).toEqual(CALLERS);
    await delay(20_000);
    await cluster.temporal.start();
    await noticedNothing(talks);
    await nothingIsMissingOrDoubled(businessId, talks);
  },
  SLOW_MS,
);

test(
  'Postgres is down for 5 s in the middle of a talk: what was said meanwhile is written down afterwards',
  async () => {
    const { businessId, voiceNumber } = await called();
    const [caller] = CALLERS;
    const script = saying(
      ['help?', 'Are you a robot?'],
      ['your name?', 'My name is Dana Levi and my sink is leaking.'],
      ['get back to you', 'Thank you, goodbye.'],
    );
    const talk = await dial(voiceNumber, script, caller);
    await heard(talk, 'help?');
    await cluster.postgres.kill();
    await delay(5_000);
    expect(noted(talk, 'said')).toHaveLength(1);
    await cluster.postgres.start();
    await noticedNothing([talk]);
    const said = script.flatMap((step) => (step.do === 'say' ? [step.text] : []));
    await nothingIsMissingOrDoubled(businessId, [talk], ['', ...said]);
  },
  SLOW_MS,
);
