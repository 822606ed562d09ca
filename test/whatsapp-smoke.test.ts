import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBusiness, seedsBody } from './support/factories.ts';
import { until } from './support/until.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => { world = await startWorld('api', 'worker'); });
afterAll(() => world.close());

test('smoke', async () => {
  const { businessId } = await createBusiness(world);
  const post = async (body: object) => (await fetch(`${world.apiUrl}/webhook/whatsapp/incoming`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-internal-secret': world.config.secrets.internal }, body: JSON.stringify(body) })).json();
  const body = seedsBody(businessId, 'שלום, יש לי נזילה');
  console.log(await post(body), await post(body));
  await until('an answer', async () => world.sandbox.messages().length > 0);
  console.log(world.sandbox.messages());
  expect(world.sandbox.messages()).toHaveLength(1);
});
