// Devices are people's: a business sees those of its own members, and may change nothing of them but that one is gone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pushSubscriptions } from '../../src/db/schema/index.ts';
import type { BusinessTx } from '../../src/db/tenancy.ts';
import { hireColleague } from '../notifications/staff.ts';
import { createBusiness } from '../support/factories.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

async function twoBusinesses() {
  const [mine, theirs] = [await createBusiness(world), await createBusiness(world)];
  const colleague = await hireColleague(world, theirs.businessId);
  await colleague.subscribe();
  return { mine: mine.businessId, theirs: theirs.businessId, userId: colleague.userId };
}

test('the devices of another business’s people cannot be seen or changed', async () => {
  const { mine, theirs, userId } = await twoBusinesses();
  const seenBy = (business: typeof mine) => world.withBusiness(business, (tx) => tx.select().from(pushSubscriptions));
  expect((await seenBy(theirs)).map((device) => device.userId)).toEqual([userId]);
  expect(await seenBy(mine)).toEqual([]);
  expect(await world.app.database.select().from(pushSubscriptions)).toEqual([]);
  const changed = await world.withBusiness(mine, (tx) =>
    tx.update(pushSubscriptions).set({ state: 'gone' }).returning(),
  );
  expect(changed).toEqual([]);
});

const row = { signInId: 'x', endpoint: 'https://push.example.com/x', p256dh: '', auth: '', language: 'en' } as never;

test.each<[what: string, attempt: (tx: BusinessTx) => Promise<unknown>]>([
  ['move', async (tx) => tx.update(pushSubscriptions).set({ endpoint: 'https://evil.example.com' })],
  ['add', async (tx) => tx.insert(pushSubscriptions).values(row)],
  ['remove', async (tx) => tx.delete(pushSubscriptions)],
])('a business cannot %s a device', async (_what, attempt) => {
  const { theirs } = await twoBusinesses();
  await expect(world.withBusiness(theirs, attempt)).rejects.toMatchObject({ cause: { code: '42501' } });
});
