// Phone numbers as channels: given by a system administrator, of one business only, without what only WhatsApp has.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addVoiceNumber } from '../calls/phone-world.ts';
import { createBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createKey, createPerson } from './people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

test('a system administrator gives a business a number, which no other can have then; its greetings are made', async () => {
  const [mine, other] = [await createBusiness(api), await createBusiness(api)];
  const admin = await createPerson(api, { systemAdmin: true });
  const give = (businessId: number) =>
    caller(api.app, { headers: { ...admin.headers, 'x-business-id': String(businessId) } }).post(
      '/api/channels/voice',
      {
        name: 'Front desk',
        phone: '+972 3 300 0042',
      },
    );
  const given = await give(mine.businessId);
  expect([given.status, given.body]).toMatchObject([
    201,
    { provider: 'twilio', numberId: '+97233000042', displayNumber: '+972 3 300 0042', isSending: false },
  ]);
  expect((await give(other.businessId)).status).toBe(409);
  const greetings = api.client.workflow.getHandle(`business/${mine.businessId}/greetings`);
  await until('its greetings to be made', () => greetings.describe().catch(() => undefined));
});

test('it has no access token and sends no messages; it can be renamed, switched off, removed', async () => {
  const { businessId } = await createBusiness(api);
  const { voiceChannelId } = await addVoiceNumber(api, businessId);
  const program = caller(api.app, await createKey(api, businessId, ['read', 'write']));
  const url = `/api/channels/${voiceChannelId}`;
  expect((await program.patch(url, { accessToken: 'a-token' })).status).toBe(409);
  expect((await program.patch(url, { isSending: true })).status).toBe(409);
  const changed = await program.patch(url, { name: 'At night', state: 'disabled' });
  expect(changed.body).toMatchObject({ name: 'At night', state: 'disabled', isSending: false });
  expect((await program.delete(url)).status).toBe(204);
});

test('a WhatsApp number stays removable as the last of its kind', async () => {
  const { businessId, channelId } = await createBusiness(api);
  await addVoiceNumber(api, businessId);
  const program = caller(api.app, await createKey(api, businessId, ['write']));
  expect((await program.delete(`/api/channels/${channelId}`)).status).toBe(204);
});
