// Two relays at once, and rows that can never be started.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ContactId, ConversationId } from '../../src/db/ids.ts';
import { outbox } from '../../src/db/schema/index.ts';
import { conversation } from '../../src/jobs/catalogue.ts';
import { takeFromOutbox, writeToOutbox } from '../../src/jobs/outbox.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let business: TestBusiness;
beforeAll(async () => {
  world = await startWorld();
  business = await createBusiness(world);
});
afterEach(() => world.withBusiness(business.businessId, (tx) => tx.delete(outbox)));
afterAll(() => world.close());

/** One after another, so that each is younger than the one before it. */
async function write(count: number): Promise<string[]> {
  const written: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const contactId = `contact-${index}` as ContactId;
    const input = { conversationId: 'none' as ConversationId, channelId: business.channelId, contactId };
    const start = await world.withBusiness(business.businessId, (tx) => writeToOutbox(tx, conversation, input, 'none'));
    written.push(start.workflowId);
  }
  return written;
}

/** Takes at a moment so many seconds after the rows were written. */
async function take(afterSeconds: number, limit: number, system = world.system): Promise<string[]> {
  const now = new Date(Date.now() + afterSeconds * 1_000);
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
  const { starts: taken } = await takeFromOutbox(
    system,
    { writtenBefore: before(3), takenBefore: before(8), limit },
    now,
  );
  return taken.map(({ workflowId }) => workflowId);
}

test('race: a relay does not wait for what another one is taking, and takes none of it', async () => {
  const rows = await write(4);
  const [first, second] = await world.system.transaction(async (tx) => [await take(5, 2, tx), await take(5, 2)]);
  expect([...first, ...second].sort()).toEqual(rows.sort());
});

test('rows that were tried wait behind those that were not, however old they are', async () => {
  const [oldest, second, third, youngest] = await write(4);
  expect((await take(5, 2)).sort()).toEqual([oldest, second]);
  // All of them could be taken by now.
  expect((await take(20, 2)).sort()).toEqual([third, youngest]);
});

test('of rows that were tried, the one whose try is longest ago comes first', async () => {
  await write(2);
  const [first] = await take(5, 1);
  const [second] = await take(6, 1);
  expect([await take(20, 1), await take(21, 1)]).toEqual([[first], [second]]);
});

test('a row is left to the process that wrote it for three seconds, and to the relay that took it for eight', async () => {
  await write(1);
  expect(await take(2, 1)).toEqual([]);
  expect(await take(4, 1)).toHaveLength(1);
  expect(await take(11, 1)).toEqual([]);
  expect(await take(13, 1)).toHaveLength(1);
});

test('a row whose job this release does not know does not keep the others waiting', async () => {
  await write(3);
  await world.withBusiness(business.businessId, (tx) => tx.update(outbox).set({ job: 'ofAnotherRelease' }));
  await write(1);
  await world.withBusiness(business.businessId, (tx) =>
    tx.insert(outbox).values({
      businessId: business.businessId,
      workflowId: 'known',
      token: '0198c0de-0000-7000-8000-000000000000',
      job: 'conversation',
      input: {},
      traceId: 'none',
    }),
  );
  const taken: string[] = [];
  for (const seconds of [5, 6, 7, 8]) taken.push(...(await take(seconds, 1)));
  expect(taken).toContain('known');
});
