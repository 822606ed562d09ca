import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InboundMessage } from '../../../src/domain/whatsapp/inbound-message.ts';
import { parseSeedsWebhook, type SeedsResult } from '../../../src/domain/whatsapp/seeds-webhook.ts';
import { baileys, DANA, damaged, RECEIVED_AT, SENT_SECONDS, seedsBody } from './payloads.ts';

const read = (...messages: unknown[]): SeedsResult[] => {
  const parsed = parseSeedsWebhook(seedsBody(messages), RECEIVED_AT);
  if (parsed.kind !== 'parsed') throw new Error(`malformed: ${parsed.field} ${parsed.why}`);
  return parsed.results;
};

const accepted = (message: unknown): InboundMessage => {
  const [result] = read(message);
  if (result?.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
  return result.message;
};

const contentOf = (message: unknown) => accepted(baileys({ message })).content;

test('a text is read with its writer, time and address', () => {
  expect(accepted(baileys())).toEqual({
    providerMessageId: 'TEST123',
    chat: DANA,
    fromMe: false,
    identities: [{ kind: 'phone', value: '+972501234567' }],
    senderName: 'Dana',
    sentAt: new Date(SENT_SECONDS * 1000),
    delivery: 'live',
    content: { kind: 'text', text: 'hi' },
  });
});

test('an id, an address and a text are enough', () => {
  expect(accepted({ key: { id: 'A', remoteJid: '972501234567' }, text: 'hi' })).toMatchObject({
    chat: DANA,
    sentAt: RECEIVED_AT,
    content: { kind: 'text', text: 'hi' },
  });
});

test('a customer with a LID is known by both LID and number, and answered at the LID', () => {
  const message = accepted(
    baileys({ key: { remoteJid: '8877:3@lid', remoteJidAlt: '972501234567:3@s.whatsapp.net' } }),
  );
  expect(message.chat).toBe('8877@lid');
  expect(message.identities).toEqual([
    { kind: 'lid', value: '8877' },
    { kind: 'phone', value: '+972501234567' },
  ]);
});

test('a message of our own side names the customer, not us', () => {
  const message = accepted(baileys({ key: { fromMe: true }, pushName: 'Cohen Plumbing' }));
  expect(message).toMatchObject({ fromMe: true, identities: [{ kind: 'phone', value: '+972501234567' }] });
  expect(message).not.toHaveProperty('senderName');
});

test.each([
  ['seconds as text', String(SENT_SECONDS), SENT_SECONDS * 1000],
  ['a 64-bit integer in parts', { low: SENT_SECONDS, high: 0, unsigned: true }, SENT_SECONDS * 1000],
  ['nothing', undefined, RECEIVED_AT.getTime()],
  ['rubbish', 'soon', RECEIVED_AT.getTime()],
  ['a time to come', SENT_SECONDS + 86_400, RECEIVED_AT.getTime()],
])('the time may be %s', (_, messageTimestamp, expected) => {
  expect(accepted(baileys({ messageTimestamp })).sentAt.getTime()).toBe(expected);
});

test('what WhatsApp kept while we were away is queued, wherever that is said', () => {
  const bodies = [
    { ...seedsBody([baileys()]), type: 'append' },
    seedsBody([baileys()], { type: 'append' }),
    seedsBody([baileys({ type: 'append' })], { type: 'notify' }),
  ];
  for (const body of bodies) {
    const parsed = parseSeedsWebhook(body, RECEIVED_AT);
    expect(parsed).toMatchObject({ results: [{ message: { delivery: 'queued' } }] });
  }
});

test.each([
  ['extendedTextMessage', { text: 'שלום' }, { kind: 'text', text: 'שלום' }],
  [
    'buttonsResponseMessage',
    { selectedButtonId: 'b1', selectedDisplayText: 'Yes' },
    { kind: 'choice', id: 'b1', title: 'Yes' },
  ],
  ['templateButtonReplyMessage', { selectedId: 't1' }, { kind: 'choice', id: 't1', title: 't1' }],
  [
    'listResponseMessage',
    { title: 'Leak', singleSelectReply: { selectedRowId: 'r1' } },
    { kind: 'choice', id: 'r1', title: 'Leak' },
  ],
  [
    'interactiveResponseMessage',
    { body: { text: 'Tuesday' }, nativeFlowResponseMessage: { name: 'quick_reply', paramsJson: '{"id":"d2"}' } },
    { kind: 'choice', id: 'd2', title: 'Tuesday' },
  ],
  ['reactionMessage', { key: { id: 'M1' }, text: '👍' }, { kind: 'reaction', target: 'M1', emoji: '👍' }],
  ['reactionMessage', { key: { id: 'M1' }, text: '' }, { kind: 'reaction', target: 'M1' }],
  ['protocolMessage', { type: 0, key: { id: 'M1' } }, { kind: 'deletion', target: 'M1' }],
  ['protocolMessage', { type: 'REVOKE', key: { id: 'M1' } }, { kind: 'deletion', target: 'M1' }],
  [
    'protocolMessage',
    { type: 'MESSAGE_EDIT', key: { id: 'M1' }, editedMessage: { conversation: 'Holon' } },
    { kind: 'edit', target: 'M1', text: 'Holon' },
  ],
  [
    'editedMessage',
    {
      message: { protocolMessage: { type: 14, key: { id: 'M1' }, editedMessage: { imageMessage: { caption: 'so' } } } },
    },
    { kind: 'edit', target: 'M1', text: 'so' },
  ],
  [
    'locationMessage',
    { degreesLatitude: 32.1, degreesLongitude: 34.8, name: 'Home' },
    { kind: 'location', name: 'Home' },
  ],
  ['audioMessage', { ptt: true, mimetype: 'audio/ogg' }, { kind: 'media', media: 'voice', mimeType: 'audio/ogg' }],
  ['audioMessage', { mimetype: 'audio/mp4' }, { kind: 'media', media: 'audio' }],
  ['imageMessage', { caption: 'the leak' }, { kind: 'media', media: 'image', caption: 'the leak' }],
  ['stickerMessage', {}, { kind: 'media', media: 'sticker' }],
  [
    'contactMessage',
    {
      displayName: 'Moshe',
      vcard: 'BEGIN:VCARD\nFN:Moshe\nitem1.TEL;type=CELL;waid=972520000000:+972 52-000-0000\nEND:VCARD',
    },
    { kind: 'contact-cards', cards: [{ name: 'Moshe', phones: ['+972 52-000-0000'] }] },
  ],
  ['pollCreationMessageV3', { name: 'When?' }, { kind: 'unsupported', providerType: 'pollCreationMessageV3' }],
  ['locationMessage', { name: 'nowhere' }, { kind: 'unsupported', providerType: 'locationMessage' }],
])('%s %j is read', (name, part, content) => {
  expect(contentOf({ [name]: part })).toMatchObject(content);
});

test('wrappers say nothing about the content, however many there are', () => {
  const wrapped = { ephemeralMessage: { message: { viewOnceMessageV2: { message: { conversation: 'inside' } } } } };
  expect(contentOf({ messageContextInfo: {}, ...wrapped })).toEqual({ kind: 'text', text: 'inside' });
});

test('a reply says what it replies to', () => {
  const message = { extendedTextMessage: { text: 'yes', contextInfo: { stanzaId: 'M0' } } };
  expect(accepted(baileys({ message })).replyTo).toBe('M0');
});

test.each([
  ['120363@g.us', 'group'],
  ['1234@broadcast', 'broadcast-list'],
  ['status@broadcast', 'status'],
  ['99@newsletter', 'newsletter'],
  ['13135550002@bot', 'bot'],
  ['0@s.whatsapp.net', 'system-notice'],
  ['5@somewhere-new', 'unknown-address'],
])('what comes from %s is ignored: %s', (remoteJid, reason) => {
  expect(read(baileys({ key: { remoteJid } }))).toEqual([{ kind: 'ignored', providerMessageId: 'TEST123', reason }]);
});

test.each([
  ['not decrypted yet', { message: null, messageStubType: 2 }, 'not-readable-yet'],
  ['a missed call', { message: undefined, messageStubType: 40 }, 'system-notice'],
  ['a history sync', { message: { protocolMessage: { type: 5 } } }, 'system-notice'],
  ['keys alone', { message: { senderKeyDistributionMessage: {} } }, 'no-content'],
  ['an empty text', { message: { conversation: '' } }, 'no-content'],
])('%s is no message', (_, element, reason) => {
  expect(read(baileys(element))).toMatchObject([{ kind: 'ignored', reason }]);
});

test.each([
  ['no id', { key: { remoteJid: DANA } }, 'payload.messages[1].key.id', 'is missing'],
  ['an empty id', baileys({ key: { id: '' } }), 'payload.messages[1].key.id', 'is empty'],
  ['no key', { message: {} }, 'payload.messages[1].key', 'is missing'],
  ['no address', { key: { id: 'A' } }, 'payload.messages[1].key.remoteJid', 'is missing'],
  ['no address at all', baileys({ key: { remoteJid: 'dana' } }), 'payload.messages[1].key.remoteJid', '"dana" is not'],
  [
    'a national number',
    baileys({ key: { remoteJid: '0501234567' } }),
    'payload.messages[1].key.remoteJid',
    'international',
  ],
  ['a direction that is none', baileys({ key: { fromMe: 'no' } }), 'payload.messages[1].key.fromMe', 'true or false'],
  ['text for an element', 'hi', 'payload.messages[1]', 'must be an object'],
])('%s is rejected exactly, and its neighbours are not', (_, element, field, why) => {
  const [before, rejected, after] = read(baileys(), element, baileys());
  expect(rejected).toEqual({ kind: 'rejected', element: 1, field, why: expect.stringContaining(why) });
  expect([before?.kind, after?.kind]).toEqual(['accepted', 'accepted']);
});

test.each([
  [null, 'body', 'must be a JSON object'],
  [[], 'body', 'must be a JSON object'],
  [{ payload: { messages: [] } }, 'tenantId', 'is missing'],
  [{ tenantId: '1' }, 'payload', 'is missing'],
  [{ tenantId: '1', payload: {} }, 'payload.messages', 'is missing'],
  [{ tenantId: '1', payload: { messages: {} } }, 'payload.messages', 'must be a list of messages'],
])('the body %j is malformed at one place', (body, field, why) => {
  expect(parseSeedsWebhook(body, RECEIVED_AT)).toEqual({ kind: 'malformed', field, why });
});

test('a business id may be a number', () => {
  expect(parseSeedsWebhook({ ...seedsBody([]), tenantId: 1 }, RECEIVED_AT)).toMatchObject({ tenantId: '1' });
});

test('text that Postgres could not hold is made storable', () => {
  expect(contentOf({ conversation: 'a\0b\ud800' })).toEqual({ kind: 'text', text: 'ab\ufffd' });
});

test('arbitrary JSON never throws, and every element has exactly one result, in order', () => {
  const element = fc.oneof(
    fc.jsonValue(),
    damaged(baileys({ message: { ephemeralMessage: { message: { imageMessage: { caption: 'x' } } } } })),
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
      const marked = elements.flatMap((one, index) => [one, baileys({ key: { id: `mark ${index}` } })]);
      const results = read(...marked);
      expect(results).toHaveLength(marked.length);
      const marks = results.flatMap((result) => (result.kind === 'accepted' ? [result.message.providerMessageId] : []));
      expect(marks.filter((id) => id.startsWith('mark'))).toEqual(elements.map((_, index) => `mark ${index}`));
    }),
  );
});

test('a message wrapped in itself thousands of times is read to an end', () => {
  const nested = (wrap: (inner: object) => object) =>
    Array.from({ length: 20_000 }).reduce<object>((inner) => wrap(inner), { conversation: 'x' });
  const edits = nested((editedMessage) => ({ protocolMessage: { type: 14, key: { id: 'M1' }, editedMessage } }));
  const wrappers = nested((message) => ({ ephemeralMessage: { message } }));
  for (const message of [edits, wrappers]) expect(contentOf(message)).toMatchObject({ kind: 'unsupported' });
});

test('a damaged body never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged(seedsBody([baileys()]))), (body) => {
      expect(['parsed', 'malformed']).toContain(parseSeedsWebhook(body, RECEIVED_AT).kind);
    }),
  );
});
