// A message as the API shows it.
import { z } from 'zod';
import { INBOUND_STATES, OUTBOUND_STATES } from '../../db/schema/index.ts';

/** As in `domain/whatsapp/inbound-message.ts`, without the provider's own handle on a file. */
const content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('choice'), id: z.string(), title: z.string() }),
  z.object({
    kind: z.literal('media'),
    media: z.enum(['image', 'video', 'audio', 'voice', 'document', 'sticker']),
    mimeType: z.string().optional(),
    caption: z.string().optional(),
    fileName: z.string().optional(),
  }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.object({
    kind: z.literal('contact-cards'),
    cards: z.array(z.object({ name: z.string(), phones: z.array(z.string()) })),
  }),
  z.object({ kind: z.literal('reaction'), target: z.string(), emoji: z.string().optional() }),
  z.object({ kind: z.literal('edit'), target: z.string(), text: z.string() }),
  z.object({ kind: z.literal('deletion'), target: z.string() }),
  z.object({ kind: z.literal('unsupported'), providerType: z.string(), why: z.string() }),
]);

export const messageSchema = z.object({
  id: z.uuid(),
  seq: z.number().int().describe('Its place in the conversation'),
  direction: z.enum(['in', 'out']),
  author: z.enum(['customer', 'assistant', 'person', 'system']),
  authorName: z.string().nullable().describe('The member who wrote it here; null for everyone else'),
  text: z.string().describe('What a reader sees: the text, a caption, a button’s title'),
  content,
  state: z.enum([...INBOUND_STATES, ...OUTBOUND_STATES]),
  flag: z.string().nullable().describe('Inbound: why it was left to a person'),
  answeredBy: z.uuid().nullable().describe('Inbound: the answer that covers it'),
  covers: z.array(z.uuid()).describe('Outbound: the messages it answers'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  sentAt: z.date().nullable().describe('WhatsApp’s time inbound, time of the hand-over outbound'),
  createdAt: z.date(),
  hasFile: z.boolean(),
});
