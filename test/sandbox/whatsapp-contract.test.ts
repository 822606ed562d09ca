import { expect, test } from 'vitest';
import { parseCloudWebhook } from '../../src/domain/whatsapp/cloud-webhook.ts';
import type { CustomerContent } from '../../src/sandbox/whatsapp/customer-messages.ts';
import { CUSTOMER, connectedSandbox, messageTo, PHONE_NUMBER_ID } from './connected-sandbox.ts';

const TARGET = 'wamid.earlier';

test.each<[CustomerContent, object]>([
  [{ type: 'text', text: 'Hi', replyTo: TARGET }, { kind: 'text' }],
  [
    { type: 'image', caption: 'the leak' },
    { kind: 'media', media: 'image', caption: 'the leak' },
  ],
  [{ type: 'voice' }, { kind: 'media', media: 'voice' }],
  [{ type: 'audio' }, { kind: 'media', media: 'audio' }],
  [
    { type: 'document', fileName: 'plan.pdf' },
    { kind: 'media', media: 'document', fileName: 'plan.pdf' },
  ],
  [
    { type: 'button', id: 'yes', title: 'Yes' },
    { kind: 'choice', id: 'yes', title: 'Yes' },
  ],
  [
    { type: 'button-reply', id: 'yes', title: 'Yes' },
    { kind: 'choice', id: 'yes', title: 'Yes' },
  ],
  [
    { type: 'list-reply', id: 'yes', title: 'Yes' },
    { kind: 'choice', id: 'yes', title: 'Yes' },
  ],
  [
    { type: 'reaction', target: TARGET, emoji: '👍' },
    { kind: 'reaction', target: TARGET, emoji: '👍' },
  ],
  [
    { type: 'edit', target: TARGET, text: 'Hello' },
    { kind: 'edit', target: TARGET, text: 'Hello' },
  ],
  [
    { type: 'deletion', target: TARGET },
    { kind: 'deletion', target: TARGET },
  ],
  [{ type: 'location', latitude: 32.08, longitude: 34.78 }, { kind: 'location' }],
  [{ type: 'contact-card', name: 'Avi', phone: '+972501112222' }, { kind: 'contact-cards' }],
  [{ type: 'unsupported' }, { kind: 'unsupported' }],
])('what a customer sends as %j is understood', async (content, understood) => {
  const { receiver, sandbox } = await connectedSandbox();
  sandbox.customerWrites({ customer: CUSTOMER, phoneNumberId: PHONE_NUMBER_ID, content });
  await sandbox.settle();
  const events = parseCloudWebhook(JSON.parse(receiver.received[0]?.raw ?? ''), new Date());
  expect(events).toMatchObject([{ kind: 'message', phoneNumberId: PHONE_NUMBER_ID, message: { content: understood } }]);
});

test('statuses and echoes are understood', async () => {
  const { receiver, sandbox, provider } = await connectedSandbox();
  await provider.send(messageTo('0007', 'ours'), 1);
  await sandbox.settle();
  sandbox.ownerWrites({ customer: CUSTOMER, phoneNumberId: PHONE_NUMBER_ID, text: 'On my way' });
  await sandbox.settle();
  const events = receiver.received.flatMap(({ raw }) => parseCloudWebhook(JSON.parse(raw), new Date()));
  expect(events).toMatchObject([
    { kind: 'status', status: { outboundMessageId: 'ours', state: 'failed', errors: [{ code: 131049 }] } },
    { kind: 'echo', phoneNumberId: PHONE_NUMBER_ID },
  ]);
});
