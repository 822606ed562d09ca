// Everything a customer can send, and how it stands in Meta's `messages[]`.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { webhookError } from './graph-errors.ts';
import type { StoredMedia } from './ledger.ts';

const text = z.string().max(4_096);
const messageId = z.string().min(1);

const attachment = z.strictObject({
  type: z.enum(['image', 'video', 'audio', 'voice', 'document', 'sticker']),
  mimeType: z.string().min(1).optional(),
  caption: text.optional(),
  fileName: z.string().min(1).optional(),
  /** The bytes; without them a few that say what they are. */
  base64: z.base64().optional(),
});

/** What a customer does, in the sandbox's own short words. */
export const customerContent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text, replyTo: messageId.optional() }),
  attachment,
  /** A quick reply to a template. */
  z.strictObject({ type: z.literal('button'), id: z.string(), title: z.string() }),
  /** A reply button of an interactive message. */
  z.strictObject({ type: z.literal('button-reply'), id: z.string(), title: z.string() }),
  z.strictObject({ type: z.literal('list-reply'), id: z.string(), title: z.string() }),
  /** Without an emoji the reaction is taken back. */
  z.strictObject({ type: z.literal('reaction'), target: messageId, emoji: z.string().optional() }),
  z.strictObject({ type: z.literal('edit'), target: messageId, text }),
  z.strictObject({ type: z.literal('deletion'), target: messageId }),
  z.strictObject({ type: z.literal('location'), latitude: z.number(), longitude: z.number() }),
  z.strictObject({ type: z.literal('contact-card'), name: z.string(), phone: z.string() }),
  /** A poll, a view-once picture: Meta tells only that something came. */
  z.strictObject({ type: z.literal('unsupported') }),
]);

export type CustomerContent = z.input<typeof customerContent>;
type Content = z.output<typeof customerContent>;
type Attachment = z.output<typeof attachment>;

const MIME_TYPES: Record<Attachment['type'], string> = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg; codecs=opus',
  document: 'application/pdf',
  sticker: 'image/webp',
};

/** The part of a `messages[]` element that depends on its type. `store` keeps an attachment's bytes for download. */
export function messageElement(content: Content, store: (mimeType: string, bytes: Buffer) => StoredMedia): object {
  switch (content.type) {
    case 'text':
      return {
        type: 'text',
        text: { body: content.text },
        ...(content.replyTo === undefined ? {} : { context: { id: content.replyTo } }),
      };
    case 'button':
      return { type: 'button', button: { payload: content.id, text: content.title } };
    case 'button-reply':
      return interactive('button_reply', content);
    case 'list-reply':
      return interactive('list_reply', content);
    case 'reaction':
      return {
        type: 'reaction',
        reaction: { message_id: content.target, ...(content.emoji === undefined ? {} : { emoji: content.emoji }) },
      };
    case 'edit':
      return {
        type: 'edit',
        edit: { original_message_id: content.target, message: { type: 'text', text: { body: content.text } } },
      };
    case 'deletion':
      return { type: 'revoke', revoke: { original_message_id: content.target } };
    case 'location':
      return { type: 'location', location: { latitude: content.latitude, longitude: content.longitude } };
    case 'contact-card':
      return {
        type: 'contacts',
        contacts: [{ name: { formatted_name: content.name }, phones: [{ phone: content.phone, type: 'CELL' }] }],
      };
    case 'unsupported':
      return { type: 'unsupported', errors: [webhookError(131051)] };
    default:
      return attachmentElement(content, store);
  }
}

function interactive(type: 'button_reply' | 'list_reply', { id, title }: { id: string; title: string }) {
  return { type: 'interactive', interactive: { type, [type]: { id, title } } };
}

/** A voice note is an `audio` that says so. Webhooks give the hash in base64, look-ups in hex. */
function attachmentElement(
  { type, mimeType = MIME_TYPES[type], caption, fileName, base64 }: Attachment,
  store: (mimeType: string, bytes: Buffer) => StoredMedia,
): object {
  const { id, bytes } = store(
    mimeType,
    base64 === undefined ? Buffer.from(`sandbox ${type}`) : Buffer.from(base64, 'base64'),
  );
  const metaType = type === 'voice' ? 'audio' : type;
  return {
    type: metaType,
    [metaType]: {
      id,
      mime_type: mimeType,
      sha256: createHash('sha256').update(bytes).digest('base64'),
      ...(caption === undefined ? {} : { caption }),
      ...(fileName === undefined ? {} : { filename: fileName }),
      ...(metaType === 'audio' ? { voice: type === 'voice' } : {}),
    },
  };
}
