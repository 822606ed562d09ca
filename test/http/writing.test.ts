// What a person does in a conversation: write, take over, hand back, send again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { buildTestApi, type TestApi } from './api.ts';
import { caller } from './caller.ts';
import { createMember } from './people.ts';
import { addConversation, addMessage, createStaffedBusiness, customerWrites, NOBODY } from './talk.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildTestApi();
});
afterAll(() => api.close());

const key = (value: string) => ({ 'idempotency-key': value });

test('a person’s message is queued under their name, takes the conversation over and rings it', async () => {
  const business = await createBusiness(api);
  const agent = caller(api.app, await createMember(api, business.businessId, 'agent', 'Noa Cohen'));
  await customerWrites(api, business, 'Is anybody there?');
  const [{ id }] = (await agent.get('/api/conversations')).body.items;
  const written = await agent.post(`/api/conversations/${id}/messages`, { text: 'Yes, I am.' }, key('message-1'));
  expect(written.status).toBe(202);
  expect(written.body).toMatchObject({
    text: 'Yes, I am.',
    state: 'queued',
    author: 'person',
    authorName: 'Noa Cohen',
  });
  const { body } = await agent.get(`/api/conversations/${id}`);
  expect(body).toMatchObject({ handledBy: 'person', lastMessage: { text: 'Yes, I am.', author: 'person' } });
  const [last, first] = (await agent.get(`/api/conversations/${id}/messages`)).body.items;
  expect(last).toEqual(written.body);
  expect(first.state).toBe('attended');
  const workflowId = `business/${business.businessId}/conversation:${business.channelId}:${body.contact.id}`;
  await until('the conversation to be rung', async () =>
    api.client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => undefined),
  );
  const job = await agent.get(`/api/jobs/${encodeURIComponent(workflowId)}`);
  expect(job.body).toMatchObject({ workflowId, job: 'conversation', status: 'running', closedAt: null });
});

test('race: one message sent five times at once is written once', async () => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business);
  const write = (text: string) =>
    business.program.post(`/api/conversations/${id}/messages`, { text }, key('the-same-1'));
  const answers = await Promise.all(Array.from({ length: 5 }, () => write('Hello')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 202]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect((await write('Hello')).status).toBe(200);
  expect((await business.program.get(`/api/conversations/${id}/messages`)).body.items).toHaveLength(1);
});

test('after 24 hours nothing is written, and the answer says since when', async () => {
  const business = await createStaffedBusiness(api);
  const lastCustomerMessageAt = new Date('2026-01-01T08:00:00Z');
  const id = await addConversation(api, business, { lastCustomerMessageAt });
  const refused = await business.program.post(`/api/conversations/${id}/messages`, { text: 'Hello' }, key('message-1'));
  expect(refused.status).toBe(409);
  expect(refused.body.detail).toContain('2026-01-02T08:00:00.000Z');
  expect(refused.body.detail).toContain('24 hours');
  const { body } = await business.program.get(`/api/conversations/${id}`);
  expect(body.window).toEqual({ open: false, until: '2026-01-02T08:00:00.000Z' });
  expect((await business.program.get(`/api/conversations/${id}/messages`)).body.items).toEqual([]);
});

test('to someone who never wrote nothing is written', async () => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business, { lastCustomerMessageAt: null });
  const refused = await business.program.post(`/api/conversations/${id}/messages`, { text: 'Hello' }, key('message-1'));
  expect(refused.body).toMatchObject({ status: 409, detail: expect.stringContaining('never written') });
});

test.each([
  ['without a key', { text: 'Hello' }, {}, 'headers.idempotency-key'],
  ['with a short key', { text: 'Hello' }, key('short'), 'headers.idempotency-key'],
  ['with a key of spaces', { text: 'Hello' }, key('a key with spaces'), 'headers.idempotency-key'],
  ['without words', { text: ' \n ' }, key('message-1'), 'body.text'],
  ['that is too long', { text: 'x'.repeat(4_097) }, key('message-1'), 'body.text'],
  ['with half a character', { text: 'x\ud800' }, key('message-1'), 'body.text'],
])('a message %s is refused', async (_what, payload, headers, field) => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business);
  const refused = await business.program.post(`/api/conversations/${id}/messages`, payload, headers);
  expect(refused.status).toBe(400);
  expect(refused.body.errors[0].field).toBe(field);
});

test('a text of 4096 characters, with lines and emoji, is written as it is', async () => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business);
  const text = ` שלום\n🙂${'x'.repeat(4_087)} `;
  const written = await business.program.post(`/api/conversations/${id}/messages`, { text }, key('message-1'));
  expect(written.body.text).toBe(text);
});

test('handing back gives the assistant what nobody has answered', async () => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business, { attention: 'handled-by-person', attentionAt: new Date() });
  const taken = await business.program.post(`/api/conversations/${id}/take-over`);
  expect(taken.body).toMatchObject({ id, handledBy: 'person', sessions: [] });
  const left = await addMessage(api, business, id, { direction: 'in', state: 'for_person', flag: 'handled-by-person' });
  const back = await business.program.post(`/api/conversations/${id}/hand-back`);
  expect(back.body).toMatchObject({ id, handledBy: 'assistant', attention: null, attentionAt: null });
  const { items } = (await business.program.get(`/api/conversations/${id}/messages`)).body;
  expect(items).toMatchObject([{ id: left, state: 'ready', flag: null }]);
});

test.each(['failed', 'unconfirmed'] as const)(
  'a message that is %s is sent again as a new one, once per key',
  async (state) => {
    const business = await createStaffedBusiness(api);
    const id = await addConversation(api, business);
    const lost = await addMessage(api, business, id, { direction: 'out', state, text: 'Tomorrow at nine' });
    const again = () => business.program.post(`/api/messages/${lost}/send-again`, undefined, key('again-1234'));
    const [first, repeated] = [await again(), await again()];
    expect([first.status, repeated.status]).toEqual([202, 200]);
    expect(first.body).toMatchObject({ text: 'Tomorrow at nine', state: 'queued', author: 'person' });
    expect(first.body.id).not.toBe(lost);
    expect(repeated.body).toEqual(first.body);
    const { items } = (await business.program.get(`/api/conversations/${id}/messages`)).body;
    expect(items.map((item: { state: string }) => item.state)).toEqual(['queued', state]);
  },
);

test.each([
  ['out', 'sending'],
  ['out', 'unknown'],
  ['out', 'delivered'],
  ['in', 'ready'],
] as const)('a message %s in the state %s is not sent again', async (direction, state) => {
  const business = await createStaffedBusiness(api);
  const id = await addConversation(api, business);
  const message = await addMessage(api, business, id, { direction, state });
  const refused = await business.program.post(`/api/messages/${message}/send-again`, undefined, key('again-1234'));
  expect(refused.body).toMatchObject({ status: 409, detail: expect.stringContaining(state) });
  const nobody = await business.program.post(`/api/messages/${NOBODY}/send-again`, undefined, key('again-1234'));
  expect(nobody.status).toBe(404);
});
