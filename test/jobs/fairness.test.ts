// Fairness: a business with a backlog does not make another one wait behind it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBusiness } from '../support/factories.ts';
import { messagesOf, writes } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const BACKLOG = 150;

let world: World;
beforeAll(async () => {
  world = await startWorld('api');
});
afterAll(() => world.close());

test('a message behind a hundred and fifty of another business is prepared among the first', async () => {
  const [busy, quiet] = [await createBusiness(world), await createBusiness(world)];
  // No worker yet: everything waits in the queue, the busy business first.
  for (let sent = 0; sent < BACKLOG; sent += 10) {
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        writes(world, busy, 'Hi', { phone: `9725${44_000_000 + sent + index}` }),
      ),
    );
  }
  await writes(world, quiet, 'Hi');
  await until('the last start to be handed over', async () => {
    const { count } = await world.client.workflow.count(`ExecutionStatus = 'Running'`);
    return count > BACKLOG;
  });
  await world.start('worker');
  await until('the quiet business’s message to be prepared', async () => {
    const [message] = await messagesOf(world, quiet.businessId);
    return message?.state !== 'received';
  });
  const stillWaiting = (await messagesOf(world, busy.businessId)).filter(({ state }) => state === 'received').length;
  expect(stillWaiting).toBeGreaterThan(BACKLOG / 2);
});
