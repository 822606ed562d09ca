import { expect, test } from 'vitest';
import { historyText, writtenText } from '../../../src/domain/whatsapp/content-text.ts';
import type { InboundContent } from '../../../src/domain/whatsapp/inbound-message.ts';

const image: InboundContent = { kind: 'media', media: 'image', file: { kind: 'available', mediaId: '1' } };

test.each<[InboundContent, string]>([
  [{ kind: 'text', text: 'hi' }, 'hi'],
  [{ kind: 'choice', id: 'b1', title: 'Tuesday' }, 'Tuesday'],
  [{ ...image, caption: 'the leak' }, 'the leak'],
  [{ kind: 'edit', target: 'M', text: 'Holon' }, 'Holon'],
])('%j is what the customer wrote', (content, text) => {
  expect([writtenText(content), historyText(content)]).toEqual([text, text]);
});

test.each<[InboundContent, string]>([
  [image, '[image]'],
  [{ ...image, media: 'voice' }, '[voice note]'],
  [{ kind: 'location', latitude: 32, longitude: 34, name: 'Home' }, '[location: Home]'],
  [{ kind: 'contact-cards', cards: [{ name: 'Avi', phones: ['052'] }] }, '[contact: Avi 052]'],
  [{ kind: 'reaction', target: 'M', emoji: '👍' }, '[reaction 👍]'],
  [{ kind: 'unsupported', providerType: 'poll', why: '' }, '[a message that cannot be shown here]'],
])('%j has no words of the customer and is shown in brackets', (content, shown) => {
  expect([writtenText(content), historyText(content)]).toEqual([undefined, shown]);
});
