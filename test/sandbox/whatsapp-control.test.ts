import { expect, test } from 'vitest';
import { CUSTOMER, connectedSandbox, messageTo, PHONE_NUMBER_ID } from './connected-sandbox.ts';

async function call(url: string, method = 'GET', body?: object) {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

test('a customer can be made to write from outside, to the demo number unless another is named', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  const written = await call(`${sandbox.url}/sandbox/customers/${CUSTOMER}/messages`, 'POST', {
    content: { type: 'text', text: 'Hi' },
    copies: 2,
  });
  await sandbox.settle();
  expect(written).toMatchObject({ status: 202, body: { providerMessageId: expect.stringMatching(/^wamid\./) } });
  expect(receiver.values()).toHaveLength(2);
  expect(receiver.values()[0]?.metadata.phone_number_id).toBe(PHONE_NUMBER_ID);
});

test('the owner can be made to write from outside', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  await call(`${sandbox.url}/sandbox/customers/${CUSTOMER}/echoes`, 'POST', { text: 'On my way' });
  await sandbox.settle();
  expect(receiver.echoes()).toHaveLength(1);
});

test('what was accepted can be listed by recipient and counted', async () => {
  const { sandbox, provider } = await connectedSandbox();
  await provider.send(messageTo('5555', 'first'), 1);
  await provider.send(messageTo('6666', 'second'), 1);
  await sandbox.settle();
  const { body } = await call(`${sandbox.url}/sandbox/messages?to=+972501236666`);
  expect(body).toMatchObject([{ outboundMessageId: 'second', text: 'Hello' }]);
  expect(body[0].statuses.toSorted()).toEqual(['delivered', 'read', 'sent']);
  expect((await call(`${sandbox.url}/sandbox/counts`)).body).toEqual({ first: 1, second: 1 });
  expect((await call(`${sandbox.url}/sandbox/webhooks`)).body).toHaveLength(6);
});

test('a setting can be changed alone, and takes effect on what comes next', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox({ shuffleStatuses: true });
  const { body } = await call(`${sandbox.url}/sandbox/settings`, 'PATCH', { duplicateStatuses: 1 });
  expect(body).toMatchObject({ duplicateStatuses: 1, shuffleStatuses: true, webhookUrl: receiver.url });
  await provider.send(messageTo(), 1);
  await sandbox.settle();
  expect(receiver.statuses()).toHaveLength(6);
});

test('everything can be forgotten from outside', async () => {
  const { sandbox, provider } = await connectedSandbox();
  await provider.send(messageTo(), 1);
  expect((await call(`${sandbox.url}/sandbox`, 'DELETE')).status).toBe(204);
  expect((await call(`${sandbox.url}/sandbox/messages`)).body).toEqual([]);
});

test.each([
  ['customers/nobody/messages', { content: { type: 'text', text: 'Hi' } }, /phone number/],
  ['customers/+972501235555/messages', { content: { type: 'song' } }, /content\.type/],
  ['customers/+972501235555/messages', { content: { type: 'text' } }, /content\.text/],
])('a wrong request to %s says what is wrong', async (path, body, why) => {
  const { sandbox } = await connectedSandbox();
  const answer = await call(`${sandbox.url}/sandbox/${path}`, 'POST', body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toMatch(why);
});

test.each([
  [{ messaging_product: 'whatsapp', type: 'text', text: { body: 'Hi' } }, /to or recipient is required/],
  [{ messaging_product: 'whatsapp', to: CUSTOMER, type: 'text', text: { body: '' } }, /text\.body/],
  [{ messaging_product: 'whatsapp', to: CUSTOMER, type: 'text', text: { body: 'x'.repeat(4_097) } }, /text\.body/],
  [
    { messaging_product: 'whatsapp', to: 'IL.13491208655302741918', type: 'text', text: { body: 'Hi' } },
    /phone number/,
  ],
])('a malformed send is refused as the Graph API does (%#)', async (body, why) => {
  const { sandbox } = await connectedSandbox();
  const response = await fetch(`${sandbox.url}/v23.0/${PHONE_NUMBER_ID}/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer a-valid-token', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: 100, error_data: { messaging_product: 'whatsapp', details: expect.stringMatching(why) } },
  });
  expect(sandbox.messages()).toEqual([]);
});

test('nothing of the Graph API answers without a token, attachments least of all', async () => {
  const { sandbox } = await connectedSandbox();
  sandbox.customerWrites({ customer: CUSTOMER, phoneNumberId: PHONE_NUMBER_ID, content: { type: 'image' } });
  for (const path of [`v23.0/${PHONE_NUMBER_ID}`, 'v23.0/1000000000000000', 'media/1000000000000000']) {
    const answer = await call(`${sandbox.url}/${path}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 104, type: 'OAuthException' } } });
  }
});
