// Three days of ticks, an ordinary one and both on which the clocks change, with two hours in which nothing ran.
import { asc, desc, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type DatabaseConnection } from '../../src/db/connections.ts';
import { createVault } from '../../src/db/encryption.ts';
import type { ReminderId } from '../../src/db/ids.ts';
import { decideNotices } from '../../src/db/reminder-notices.ts';
import { addReminder, completeReminder, snoozeReminder } from '../../src/db/reminders.ts';
import { reminderNotices } from '../../src/db/schema/index.ts';
import { createWithBusiness, type WithBusiness } from '../../src/db/tenancy.ts';
import { meaningOfWallTime } from '../../src/domain/time/wall-time.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';

const ZONE = 'Asia/Jerusalem';
const MINUTE = 60_000;

let databases: TestDatabase;
let connections: DatabaseConnection[];
let withBusiness: WithBusiness;
let business: TestBusiness;
beforeAll(async () => {
  databases = await createTestDatabase();
  const [app, system] = [
    connect(databases.appUrl, { name: 'days' }),
    connect(databases.systemUrl, { name: 'days-system' }),
  ];
  connections = [app, system];
  withBusiness = createWithBusiness(app.database);
  business = await createBusiness({
    system: system.database,
    withBusiness,
    vault: createVault(Buffer.alloc(32, 1).toString('base64')),
  });
});
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await databases.drop();
});

const inBusiness: <Result>(work: Parameters<typeof withBusiness<Result>>[1]) => Promise<Result> = (work) =>
  withBusiness(business.businessId, work);

/** Every nominal tick of a day on the business's clock. */
function ticksOf(day: string): number[] {
  const start = Temporal.PlainDate.from(day).toZonedDateTime(ZONE);
  const end = start.add({ days: 1 }).epochMilliseconds;
  const ticks = [];
  for (let tick = start.epochMilliseconds; tick < end; tick += MINUTE) ticks.push(tick);
  return ticks;
}

/** The instant of an unambiguous wall-clock time. */
function at(local: string): number {
  const meaning = meaningOfWallTime(local, ZONE);
  if (meaning.kind !== 'once') throw new Error(`${local} is not one instant`);
  return meaning.at.getTime();
}

interface Given {
  offset: number;
  /** Minutes between the tick that decided it and the due time; negative: after it. */
  ahead: number;
  fate: string;
}

/** Runs the ticks in order, doing what people do before the first tick at or after its instant. */
async function live(ticks: readonly number[], doings: readonly { at: number; act: (now: Date) => Promise<void> }[]) {
  const left = [...doings].sort((a, b) => a.at - b.at);
  for (const tick of ticks) {
    while (left[0] && left[0].at <= tick) await left.shift()?.act(new Date(tick));
    for (let more = true; more; ) ({ more } = await inBusiness((tx) => decideNotices(tx, new Date(tick))));
  }
}

async function set(dueAt: number, now: Date): Promise<ReminderId> {
  const values = { note: 'Call Dana back', leadId: null, ownerUserId: null, dueAt: new Date(dueAt) };
  const outcome = await inBusiness((tx) => addReminder(tx, values, now));
  if (outcome.kind !== 'saved') throw new Error('not set');
  return outcome.reminder.id;
}

async function givenOf(id: ReminderId): Promise<Given[]> {
  const rows = await inBusiness((tx) =>
    tx
      .select()
      .from(reminderNotices)
      .where(eq(reminderNotices.reminderId, id))
      .orderBy(asc(reminderNotices.decidedAt), asc(reminderNotices.dueAt), desc(reminderNotices.offsetMinutes)),
  );
  return rows.map(({ offsetMinutes, dueAt, decidedAt, fate }) => ({
    offset: offsetMinutes,
    ahead: (dueAt.getTime() - decidedAt.getTime()) / MINUTE,
    fate,
  }));
}

const sent = (offset: number, ahead = offset): Given => ({ offset, ahead, fate: 'sent' });
const missed = (offset: number, ahead: number): Given => ({ offset, ahead, fate: 'missed' });
const ALL = [sent(30), sent(15), sent(0)];

test.each([
  ['an ordinary day', '2026-05-04', 1_440],
  ['the day the clocks go forward', '2026-03-27', 1_380],
  ['the day the clocks go back', '2026-10-25', 1_500],
])(
  '%s: every reminder gives its three notices, each in the first tick at its instant, and none twice',
  async (_what, day, count) => {
    const ticks = ticksOf(day);
    expect(ticks).toHaveLength(count);
    const [midnight = 0] = ticks;
    // Due each half hour from one o'clock after midnight on, by the instant, so right across the change.
    const dues = ticks.filter((tick) => (tick - midnight) % (30 * MINUTE) === 0 && tick - midnight >= 60 * MINUTE);
    const ids = await Promise.all(dues.map((due) => set(due, new Date(midnight - MINUTE))));
    // One more that is due between two ticks: its notices are in the first tick after their instants.
    const between = await set(midnight + 600 * MINUTE + 20_000, new Date(midnight - MINUTE));
    await live(ticks, []);
    for (const id of ids) expect(await givenOf(id)).toEqual(ALL);
    expect((await givenOf(between)).map(({ offset, ahead }) => offset - ahead)).toEqual(
      [2 / 3, 2 / 3, 2 / 3].map((gap) => expect.closeTo(gap)),
    );
  },
  120_000,
);

test('after two hours without a tick: early notices until the due time, that of the due time for an hour, then missed', async () => {
  const [from, to] = [at('2026-06-01T10:00'), at('2026-06-01T12:00')];
  const ticks = ticksOf('2026-06-01').filter((tick) => tick < from || tick >= to);
  const early = new Date(from - 600 * MINUTE);
  const due = (local: string) => set(at(`2026-06-01T${local}`), early);
  const ids = {
    longOver: await due('10:20'),
    overForAnHour: await due('11:00'),
    overForMoreThanAnHour: await due('10:59'),
    dueNow: await due('12:00'),
    dueSoon: await due('12:10'),
    later: await due('12:20'),
    afterwards: await due('12:31'),
  };
  await live(ticks, []);
  expect(await givenOf(ids.longOver)).toEqual(
    [sent(30), missed(15, -100), missed(0, -100)].map((x) => expect.objectContaining(x)),
  );
  expect((await givenOf(ids.overForMoreThanAnHour)).map(({ fate }) => fate)).toEqual(['missed', 'missed', 'missed']);
  expect(await givenOf(ids.overForAnHour)).toEqual(
    expect.arrayContaining([missed(30, -60), missed(15, -60), sent(0, -60)]),
  );
  expect(await givenOf(ids.dueNow)).toEqual(expect.arrayContaining([missed(30, 0), missed(15, 0), sent(0)]));
  expect(await givenOf(ids.dueSoon)).toEqual(expect.arrayContaining([sent(30, 10), sent(15, 10), sent(0)]));
  expect(await givenOf(ids.later)).toEqual([sent(30, 20), sent(15), sent(0)]);
  expect(await givenOf(ids.afterwards)).toEqual(ALL);
});

test('a reminder that is put off gives its notices anew; one that is done gives no more', async () => {
  const noon = at('2026-06-02T12:00');
  const early = new Date(noon - 600 * MINUTE);
  const [snoozed, done] = [await set(noon, early), await set(noon, early)];
  await live(ticksOf('2026-06-02'), [
    {
      at: noon - 10 * MINUTE,
      act: async (now) => {
        await inBusiness((tx) => snoozeReminder(tx, snoozed, new Date(noon + 60 * MINUTE), now));
        await inBusiness((tx) => completeReminder(tx, done, now));
      },
    },
  ]);
  expect(await givenOf(snoozed)).toEqual([sent(30), sent(15), ...ALL]);
  expect(await givenOf(done)).toEqual([sent(30), sent(15)]);
});

test('race: two workers at one tick give each notice once', async () => {
  const noon = at('2026-06-03T12:00');
  const ids = await Promise.all(Array.from({ length: 20 }, () => set(noon, new Date(noon - 600 * MINUTE))));
  const tick = () => inBusiness((tx) => decideNotices(tx, new Date(noon - 30 * MINUTE)));
  const rounds = await Promise.all([tick(), tick(), tick()]);
  expect(rounds.flatMap(({ sent }) => sent.map(({ reminderId }) => reminderId)).sort()).toEqual([...ids].sort());
});
