import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { startWhatsappSandbox } from '../../src/sandbox/whatsapp-cloud.ts';
import { APP_SECRET, connectedSandbox, messageTo } from './connected-sandbox.ts';

test('an accepted message is reported sent, delivered and read, each with our id and the provider’s', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox();
  const message = messageTo();
  const { providerMessageId } = await provider.send(message, 1);
  await sandbox.settle();
  expect(
    receiver
      .statuses()
      .map(({ status }) => status)
      .toSorted(),
  ).toEqual(['delivered', 'read', 'sent']);
  for (const status of receiver.statuses()) {
    expect(status).toMatchObject({
      id: providerMessageId,
      recipient_id: '972501235555',
      biz_opaque_callback_data: message.outboundMessageId,
      timestamp: expect.stringMatching(/^\d{10}$/),
    });
  }
});

test('every callback is signed over its raw bytes with the app’s secret', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox();
  await provider.send({ ...messageTo(), outboundMessageId: 'מזהה 👍' }, 1);
  await sandbox.settle();
  expect(receiver.received).toHaveLength(3);
  for (const { raw, signature, contentType } of receiver.received) {
    expect(signature).toBe(`sha256=${createHmac('sha256', APP_SECRET).update(raw).digest('hex')}`);
    expect(contentType).toBe('application/json');
  }
});

test('with duplicates on, every status comes twice', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox({ duplicateStatuses: 1 });
  await provider.send(messageTo(), 1);
  await sandbox.settle();
  expect(
    receiver
      .statuses()
      .map(({ status }) => status)
      .toSorted(),
  ).toEqual(['delivered', 'delivered', 'read', 'read', 'sent', 'sent']);
});

test('with disorder on, some message is reported read before sent', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox({ shuffleStatuses: true, statusLatencyMs: [10, 10] });
  const messages = Array.from({ length: 20 }, () => messageTo());
  await Promise.all(messages.map((message) => provider.send(message, 1)));
  await sandbox.settle();
  const arrivals = messages.map(({ outboundMessageId }) =>
    receiver
      .statuses()
      .filter((status) => status.biz_opaque_callback_data === outboundMessageId)
      .map(({ status }) => status),
  );
  expect(arrivals.every((statuses) => statuses.toSorted().join() === 'delivered,read,sent')).toBe(true);
  expect(arrivals.some((statuses) => statuses.indexOf('read') < statuses.indexOf('sent'))).toBe(true);
});

test.each(['0004', '0005', '0014'])(
  'a lost answer (number ending in %s) is made good by the statuses',
  async (ending) => {
    const { receiver, sandbox, provider } = await connectedSandbox({ sendTimeoutMs: 300 });
    const message = messageTo(ending);
    await expect(provider.send(message, 1)).rejects.toMatchObject({ verdict: { kind: 'unknown' } });
    await sandbox.settle();
    expect(receiver.statuses()).toHaveLength(3);
    expect(receiver.statuses().every((status) => status.biz_opaque_callback_data === message.outboundMessageId)).toBe(
      true,
    );
  },
);

test.each([
  ['0007', ['failed'], 131049],
  ['0017', ['failed'], 131026],
  ['0015', ['read', 'sent'], undefined],
  ['0016', ['delivered', 'sent'], undefined],
])('a number ending in %s is reported %j', async (ending, statuses, code) => {
  const { receiver, sandbox, provider } = await connectedSandbox();
  await provider.send(messageTo(ending), 1);
  await sandbox.settle();
  expect(
    receiver
      .statuses()
      .map(({ status }) => status)
      .toSorted(),
  ).toEqual(statuses);
  if (code !== undefined) expect(receiver.statuses()[0]).toMatchObject({ errors: [{ code }] });
});

test('a bare 500 and a refusal are followed by no status', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox();
  await expect(provider.send(messageTo('0006'), 1)).rejects.toThrow();
  await expect(provider.send(messageTo('0001'), 1)).rejects.toThrow();
  await sandbox.settle();
  expect(receiver.received).toEqual([]);
});

test('the same outbound id sent twice is counted twice: nothing is hidden', async () => {
  const { sandbox, provider } = await connectedSandbox();
  const message = messageTo();
  await provider.send(message, 1);
  await provider.send(message, 1);
  await provider.send(messageTo('5555', 'another'), 1);
  expect(sandbox.counts()).toEqual({ [message.outboundMessageId]: 2, another: 1 });
});

test('a callback is repeated until the app answers 200', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox({ answer: (request) => (request < 3 ? 503 : 200) });
  await provider.send(messageTo('0007'), 1);
  await sandbox.settle();
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
  expect(sandbox.deliveries().map(({ attempt, answer }) => [attempt, answer])).toEqual([
    [1, 503],
    [2, 503],
    [3, 200],
  ]);
  expect(sandbox.messages()[0]?.statuses).toEqual(['failed']);
});

test('a callback that nobody takes is given up in the end, and settles', async () => {
  const { sandbox, provider } = await connectedSandbox({ answer: () => 500, maxDeliveryAttempts: 2 });
  await provider.send(messageTo('0007'), 1);
  await sandbox.settle();
  expect(sandbox.deliveries().map(({ answer }) => answer)).toEqual([500, 500]);
  expect(sandbox.messages()[0]?.statuses).toEqual([]);
});

test('callbacks wait for an app that comes later', async () => {
  const { receiver } = await connectedSandbox();
  const sandbox = await startWhatsappSandbox({ appSecret: APP_SECRET, latencyMs: 0 });
  sandbox.customerWrites({ customer: '+972501235555', phoneNumberId: '1', content: { type: 'text', text: 'Hi' } });
  sandbox.change({ webhookUrl: receiver.url });
  await sandbox.settle();
  expect(receiver.messages()).toHaveLength(1);
  await sandbox.close();
});

test('closing drops what waits, and nothing comes afterwards', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox({ statusLatencyMs: [60_000, 60_000] });
  await provider.send(messageTo(), 1);
  await sandbox.close();
  await sandbox.settle();
  expect(receiver.received).toEqual([]);
});

test('two hundred messages at once: each accepted once, each with its three statuses', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox({ duplicateStatuses: 0.2, shuffleStatuses: true });
  await Promise.all(Array.from({ length: 200 }, () => provider.send(messageTo(), 1)));
  await sandbox.settle();
  expect(Object.values(sandbox.counts())).toEqual(Array(200).fill(1));
  expect(new Set(receiver.statuses().map(({ id, status }) => `${id} ${status}`)).size).toBe(600);
});
