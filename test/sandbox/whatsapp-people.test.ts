import { expect, test } from 'vitest';
import { CUSTOMER, connectedSandbox, messageTo, PHONE_NUMBER_ID } from './connected-sandbox.ts';

const text = { type: 'text', text: 'שלום 👋' } as const;

test('a customer’s message arrives as Meta would send it', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  const { providerMessageId } = sandbox.customerWrites({
    customer: CUSTOMER,
    phoneNumberId: PHONE_NUMBER_ID,
    content: text,
    name: 'דנה כהן',
    sentAt: new Date('2026-03-01T10:00:00Z'),
  });
  await sandbox.settle();
  expect(receiver.values()).toMatchObject([
    {
      metadata: { phone_number_id: PHONE_NUMBER_ID, display_phone_number: '97230400500' },
      contacts: [{ profile: { name: 'דנה כהן' }, wa_id: '972501235555' }],
      messages: [
        {
          id: providerMessageId,
          from: '972501235555',
          timestamp: '1772359200',
          type: 'text',
          text: { body: 'שלום 👋' },
        },
      ],
    },
  ]);
});

test('copies of a message are the very same webhook', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  sandbox.customerWrites({ customer: CUSTOMER, phoneNumberId: PHONE_NUMBER_ID, content: text, copies: 3 });
  await sandbox.settle();
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
});

test('two messages of one customer are two, with the same person behind them', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  sandbox.customerWrites({ customer: CUSTOMER, phoneNumberId: PHONE_NUMBER_ID, content: text });
  sandbox.customerWrites({ customer: CUSTOMER.replace('+', ''), phoneNumberId: PHONE_NUMBER_ID, content: text });
  await sandbox.settle();
  expect(new Set(receiver.messages().map(({ id }) => id)).size).toBe(2);
  expect(new Set(receiver.messages().map((message) => message.from_user_id)).size).toBe(1);
});

test('a customer who hides the phone number shows a BSUID only', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  sandbox.customerWrites({ customer: 'IL.13491208655302741918', phoneNumberId: PHONE_NUMBER_ID, content: text });
  await sandbox.settle();
  const [value] = receiver.values();
  expect(value?.contacts).toEqual([{ profile: { name: 'Dana' }, user_id: 'IL.13491208655302741918' }]);
  expect(value?.messages[0]).not.toHaveProperty('from');
  expect(value?.messages[0]).toHaveProperty('from_user_id', 'IL.13491208655302741918');
});

test('what the owner writes from the phone app arrives as an echo', async () => {
  const { receiver, sandbox } = await connectedSandbox();
  const { providerMessageId } = sandbox.ownerWrites({
    customer: CUSTOMER,
    phoneNumberId: PHONE_NUMBER_ID,
    text: 'I am on my way',
  });
  await sandbox.settle();
  expect(receiver.echoes()).toMatchObject([
    { id: providerMessageId, to: '972501235555', type: 'text', text: { body: 'I am on my way' } },
  ]);
});

test('forgetting leaves nothing but the settings', async () => {
  const { sandbox, provider } = await connectedSandbox();
  const message = { outboundMessageId: 'one', to: { kind: 'phone', value: CUSTOMER }, text: 'Hi' } as const;
  await provider.send(message, 1);
  sandbox.forget();
  await sandbox.settle();
  expect(sandbox.messages()).toEqual([]);
  expect(sandbox.counts()).toEqual({});
  expect(sandbox.deliveries()).toEqual([]);
  await provider.send(message, 1);
  expect(sandbox.counts()).toEqual({ one: 1 });
});

test('after forgetting, a number that refuses once refuses again', async () => {
  const { sandbox, provider } = await connectedSandbox();
  await expect(provider.send(messageTo('0003', 'one'), 1)).rejects.toMatchObject({ code: 130429 });
  sandbox.forget();
  await expect(provider.send(messageTo('0003', 'one'), 1)).rejects.toMatchObject({ code: 130429 });
  await provider.send(messageTo('0003', 'one'), 2);
});
