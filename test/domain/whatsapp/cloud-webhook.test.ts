import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CloudEvent, parseCloudWebhook } from '../../../src/domain/whatsapp/cloud-webhook.ts';
import type { InboundMessage } from '../../../src/domain/whatsapp/inbound-message.ts';
import { cloudBody, cloudChange, cloudMessage, cloudStatus, damaged, RECEIVED_AT, SENT_SECONDS } from './payloads.ts';

const read = (body: unknown): CloudEvent[] => parseCloudWebhook(body, RECEIVED_AT);

const messageOf = (value: Record<string, unknown>): InboundMessage => {
  const [event] = read(cloudBody(cloudChange(value)));
  if (event?.kind !== 'message') throw new Error(`no message: ${JSON.stringify(event)}`);
  return event.message;
};

const contentOf = (message: Record<string, unknown>) => messageOf({ messages: [cloudMessage(message)] }).content;

test('a text is read with its writer, time and the number it was written to', () => {
  expect(read(cloudBody(cloudChange({ messages: [cloudMessage()] })))).toEqual([
    {
      kind: 'message',
      phoneNumberId: '100200300400500',
      message: {
        providerMessageId: 'wamid.1',
        chat: '972501234567',
        fromMe: false,
        identities: [{ kind: 'phone', value: '+972501234567' }],
        senderName: 'Dana',
        sentAt: new Date(SENT_SECONDS * 1000),
        delivery: 'live',
        content: { kind: 'text', text: 'hi' },
      },
    },
  ]);
});

test('every entry, change, message and status is read, in order', () => {
  const change = (id: string) =>
    cloudChange({
      messages: [cloudMessage({ id }), cloudMessage({ id: `${id}b` })],
      statuses: [cloudStatus({ id: `${id}s` })],
    });
  const body = { entry: [{ changes: [change('1'), change('2')] }, { changes: [change('3')] }] };
  const ids = read(body).map((event) =>
    event.kind === 'message'
      ? event.message.providerMessageId
      : event.kind === 'status' && event.status.providerMessageId,
  );
  expect(ids).toEqual(['1', '1b', '1s', '2', '2b', '2s', '3', '3b', '3s']);
});

test('a customer who hides the number is known, and answered, by BSUID', () => {
  const message = messageOf({
    contacts: [{ profile: { name: 'Dana' }, user_id: 'IL.abc123' }],
    messages: [cloudMessage({ from: undefined, from_user_id: 'IL.abc123' })],
  });
  expect(message).toMatchObject({
    chat: 'IL.abc123',
    identities: [{ kind: 'bsuid', value: 'IL.abc123' }],
    senderName: 'Dana',
  });
});

test('a customer with a number and a BSUID is known by both, the number first', () => {
  const message = messageOf({
    contacts: [{ wa_id: '972501234567', user_id: 'IL.abc123' }],
    messages: [cloudMessage()],
  });
  expect(message.identities).toEqual([
    { kind: 'phone', value: '+972501234567' },
    { kind: 'bsuid', value: 'IL.abc123' },
  ]);
});

test('one customer is not given another’s name', () => {
  const contacts = [
    { wa_id: '972500000001', profile: { name: 'Avi' } },
    { wa_id: '972501234567', profile: { name: 'Dana' } },
  ];
  expect(messageOf({ contacts, messages: [cloudMessage()] }).senderName).toBe('Dana');
  expect(messageOf({ contacts, messages: [cloudMessage({ from: '972509999999' })] })).not.toHaveProperty('senderName');
});

test('a message that names nobody is not guessed to be somebody', () => {
  const contacts = [{ wa_id: '972500000001' }, { wa_id: '972500000002' }];
  for (const several of [[], contacts]) {
    const body = cloudBody(cloudChange({ contacts: several, messages: [cloudMessage({ from: undefined })] }));
    expect(read(body)).toMatchObject([{ kind: 'ignored', reason: 'malformed' }]);
  }
});

test.each([
  [
    { type: 'button', button: { payload: 'P', text: 'Yes' } },
    { kind: 'choice', id: 'P', title: 'Yes' },
  ],
  [
    { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'r', title: 'Leak' } } },
    { kind: 'choice', id: 'r', title: 'Leak' },
  ],
  [
    { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'b', title: 'No' } } },
    { kind: 'choice', id: 'b', title: 'No' },
  ],
  [
    { type: 'image', image: { id: '77', mime_type: 'image/jpeg', caption: 'the leak' } },
    { kind: 'media', media: 'image', file: { kind: 'available', mediaId: '77' }, caption: 'the leak' },
  ],
  [
    { type: 'audio', audio: { id: '78', voice: true } },
    { kind: 'media', media: 'voice' },
  ],
  [
    { type: 'audio', audio: { id: '78' } },
    { kind: 'media', media: 'audio' },
  ],
  [
    { type: 'document', document: { id: '79', filename: 'plan.pdf' } },
    { kind: 'media', fileName: 'plan.pdf' },
  ],
  [
    { type: 'video', video: {} },
    { kind: 'media', media: 'video', file: { kind: 'unavailable' } },
  ],
  [
    { type: 'location', location: { latitude: 1, longitude: 2 } },
    { kind: 'location', latitude: 1, longitude: 2 },
  ],
  [
    { type: 'contacts', contacts: [{ name: { formatted_name: 'Avi' }, phones: [{ phone: '052-1' }] }] },
    { kind: 'contact-cards', cards: [{ name: 'Avi', phones: ['052-1'] }] },
  ],
  [
    { type: 'reaction', reaction: { message_id: 'w0', emoji: '👍' } },
    { kind: 'reaction', target: 'w0', emoji: '👍' },
  ],
  [
    { type: 'edit', edit: { original_message_id: 'w0', message: { type: 'text', text: { body: 'Holon' } } } },
    { kind: 'edit', target: 'w0', text: 'Holon' },
  ],
  [
    { type: 'revoke', revoke: { original_message_id: 'w0' } },
    { kind: 'deletion', target: 'w0' },
  ],
  [
    {
      type: 'unsupported',
      unsupported: { type: 'poll_creation' },
      errors: [{ code: 131051, title: 'Message type unknown' }],
    },
    { kind: 'unsupported', providerType: 'poll_creation', why: 'Message type unknown' },
  ],
  [{ type: 'hologram' }, { kind: 'unsupported', providerType: 'hologram' }],
  [
    { type: 'text', text: {} },
    { kind: 'unsupported', providerType: 'text' },
  ],
  [{ type: 'constructor' }, { kind: 'unsupported', providerType: 'constructor' }],
  [{ type: undefined }, { kind: 'unsupported' }],
])('%j is read', (message, content) => {
  expect(contentOf(message)).toMatchObject(content);
});

test('a reaction that was taken back has no emoji', () => {
  expect(contentOf({ type: 'reaction', reaction: { message_id: 'w0', emoji: '' } })).toEqual({
    kind: 'reaction',
    target: 'w0',
  });
});

test('a status names our own message, its state and its recipient', () => {
  const statuses = [cloudStatus({ biz_opaque_callback_data: 'ours', recipient_user_id: 'IL.abc123' })];
  expect(read(cloudBody(cloudChange({ statuses })))).toEqual([
    {
      kind: 'status',
      phoneNumberId: '100200300400500',
      status: {
        providerMessageId: 'wamid.out',
        outboundMessageId: 'ours',
        state: 'delivered',
        at: new Date(SENT_SECONDS * 1000),
        errors: [],
        recipient: [
          { kind: 'phone', value: '+972501234567' },
          { kind: 'bsuid', value: 'IL.abc123' },
        ],
      },
    },
  ]);
});

test('a failed status says why, by number and in words', () => {
  const errors = [
    { code: 131049, title: 'Not delivered', error_data: { details: 'to maintain a healthy ecosystem' } },
    { code: 131026, title: 'Undeliverable' },
    'rubbish',
  ];
  expect(read(cloudBody(cloudChange({ statuses: [cloudStatus({ status: 'failed', errors })] })))).toMatchObject([
    {
      status: {
        state: 'failed',
        errors: [
          { code: 131049, message: 'to maintain a healthy ecosystem' },
          { code: 131026, message: 'Undeliverable' },
        ],
      },
    },
  ]);
});

test('a person who answers in the WhatsApp Business app is an echo to the customer', () => {
  const echo = cloudMessage({ from: '97233000001', to: '+972501234567' });
  expect(read(cloudBody(cloudChange({ message_echoes: [echo] }, 'smb_message_echoes')))).toMatchObject([
    {
      kind: 'echo',
      message: { chat: '972501234567', fromMe: true, identities: [{ kind: 'phone', value: '+972501234567' }] },
    },
  ]);
});

test.each([
  ['a group’s message', cloudChange({ messages: [cloudMessage({ group_id: 'G' })] }), 'group'],
  ['a group’s status', cloudChange({ statuses: [cloudStatus({ recipient_type: 'group' })] }), 'group'],
  ['a changed number', cloudChange({ messages: [cloudMessage({ type: 'system', system: {} })] }), 'system-notice'],
  ['an unknown status', cloudChange({ statuses: [cloudStatus({ status: 'deleted' })] }), 'unknown-status'],
  ['an account error', cloudChange({ errors: [{ code: 130429, title: 'Rate limit hit' }] }), 'account-error'],
  ['another field', cloudChange({ event: 'APPROVED' }, 'message_template_status_update'), 'unknown-field'],
  ['a message without an id', cloudChange({ messages: [cloudMessage({ id: undefined })] }), 'malformed'],
  ['a change without a number', cloudChange({ metadata: {}, messages: [cloudMessage()] }), 'malformed'],
  ['a change that is none', 7, 'malformed'],
])('%s is ignored, and its neighbours are not', (_, change, reason) => {
  const [before, ignored, after, ...more] = read(
    cloudBody(cloudChange({ messages: [cloudMessage()] }), change, cloudChange({ messages: [cloudMessage()] })),
  );
  expect(ignored).toMatchObject({ kind: 'ignored', reason, detail: expect.stringContaining('entry[0].changes[1]') });
  expect([before?.kind, after?.kind, more.length]).toEqual(['message', 'message', 0]);
});

test('a list that is none does not stand in the way of the others', () => {
  const body = cloudBody(cloudChange({ contacts: 7, statuses: 'none', errors: null, messages: [cloudMessage()] }));
  expect(read(body)).toMatchObject([{ kind: 'message' }]);
});

test('whatever is correctly signed is read without an error', () => {
  const whole = cloudBody(
    cloudChange({
      messages: [cloudMessage(), cloudMessage({ type: 'image', image: { id: '1' } })],
      statuses: [cloudStatus()],
    }),
    cloudChange({ message_echoes: [cloudMessage({ to: '972501234567' })] }, 'smb_message_echoes'),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged(whole)), (body) => {
      for (const event of read(body)) expect(event.kind).toMatch(/^(message|status|echo|ignored)$/);
    }),
  );
});

test('every element yields exactly one event, in order, whatever its neighbours are', () => {
  const element = fc.oneof(fc.jsonValue(), damaged(cloudMessage({ context: { id: 'w0' } })));
  fc.assert(
    fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
      const messages = elements.flatMap((one, index) => [one, cloudMessage({ id: `mark ${index}` })]);
      const events = read(cloudBody(cloudChange({ messages })));
      expect(events).toHaveLength(messages.length);
      const ids = events.map((event) => (event.kind === 'message' ? event.message.providerMessageId : ''));
      expect(ids.filter((_, index) => index % 2 === 1)).toEqual(elements.map((_, index) => `mark ${index}`));
    }),
  );
});
