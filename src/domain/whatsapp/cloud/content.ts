// Reads what a message of Meta's Cloud API holds: `type` names the property that carries the content.
import { z } from 'zod';
import type { InboundContent, MediaKind } from '../inbound-message.ts';
import { filledText, optionalText, wireText, withoutAbsent } from '../wire-values.ts';

type ContentReader = z.ZodType<InboundContent>;

function media(fixed: MediaKind | ((part: { voice?: unknown }) => MediaKind)): ContentReader {
  return z
    .looseObject({
      id: optionalText,
      mime_type: optionalText,
      caption: optionalText,
      filename: optionalText,
      voice: z.unknown().optional(),
    })
    .transform((part) => ({
      kind: 'media',
      media: typeof fixed === 'string' ? fixed : fixed(part),
      file: part.id
        ? { kind: 'available', mediaId: part.id }
        : { kind: 'unavailable', why: 'WhatsApp sent no media id with it' },
      ...withoutAbsent({ mimeType: part.mime_type, caption: part.caption, fileName: part.filename }),
    }));
}

const reply = z.looseObject({ id: filledText, title: filledText });

/** A button or a list row. The answer of a flow (`nfm_reply`) is a form of the business's own and is not read. */
const interactive: ContentReader = z
  .union([
    z.looseObject({ button_reply: reply }).transform((part) => part.button_reply),
    z.looseObject({ list_reply: reply }).transform((part) => part.list_reply),
  ])
  .transform(({ id, title }) => ({ kind: 'choice', id, title }));

const contactCard = z
  .looseObject({
    name: z.looseObject({ formatted_name: optionalText, first_name: optionalText }).catch({}),
    phones: z.array(z.looseObject({ phone: optionalText, wa_id: optionalText })).catch([]),
  })
  .transform(({ name, phones }) => ({
    name: name.formatted_name ?? name.first_name ?? '',
    phones: phones.flatMap(({ phone, wa_id: waId }) => phone ?? (waId ? `+${waId}` : [])),
  }));

/** The new words of an edited message, a text or the caption of media. */
const editedMessage = z
  .looseObject({ type: wireText })
  .transform((part) => (part as Record<string, unknown>)[part.type])
  .pipe(z.looseObject({ body: optionalText, caption: optionalText }))
  .transform(({ body, caption }) => body ?? caption)
  .pipe(filledText);

const PARTS: ReadonlyMap<string, ContentReader> = new Map<string, ContentReader>([
  ['text', z.looseObject({ body: filledText }).transform(({ body }) => ({ kind: 'text', text: body }))],
  // A template's quick reply; the payload is ours, and missing when the template named none.
  [
    'button',
    z
      .looseObject({ text: filledText, payload: optionalText })
      .transform(({ text, payload }) => ({ kind: 'choice', id: payload ?? text, title: text })),
  ],
  ['interactive', interactive],
  ['image', media('image')],
  ['video', media('video')],
  ['audio', media((part) => (part.voice === true ? 'voice' : 'audio'))],
  ['voice', media('voice')],
  ['document', media('document')],
  ['sticker', media('sticker')],
  [
    'location',
    z
      .looseObject({ latitude: z.number(), longitude: z.number(), name: optionalText, address: optionalText })
      .transform(({ latitude, longitude, name, address }) => ({
        kind: 'location',
        latitude,
        longitude,
        ...withoutAbsent({ name, address }),
      })),
  ],
  ['contacts', z.array(contactCard).transform((cards) => ({ kind: 'contact-cards', cards }))],
  [
    'reaction',
    // Without an emoji, or with an empty one, the reaction is taken back.
    z
      .looseObject({ message_id: filledText, emoji: optionalText })
      .transform(({ message_id, emoji }) => ({ kind: 'reaction', target: message_id, ...withoutAbsent({ emoji }) })),
  ],
  [
    'edit',
    z
      .looseObject({ original_message_id: filledText, message: editedMessage })
      .transform(({ original_message_id, message }) => ({ kind: 'edit', target: original_message_id, text: message })),
  ],
  [
    'revoke',
    z
      .looseObject({ original_message_id: filledText })
      .transform(({ original_message_id }) => ({ kind: 'deletion', target: original_message_id })),
  ],
]);

const unsupportedPart = z.looseObject({
  unsupported: z.looseObject({ type: optionalText }).catch({}),
  errors: z.array(z.looseObject({ title: optionalText })).catch([]),
});

/** Reads the content of a message of this type. Never throws: what cannot be read is `unsupported`, with its reason. */
export function readCloudContent(type: string, message: Readonly<Record<string, unknown>>): InboundContent {
  if (type === 'unsupported') return readUnsupported(message);
  const reader = PARTS.get(type);
  if (!reader) return unsupported(type, 'this kind of message cannot be read yet');
  const content = reader.safeParse(message[type]);
  return content.success ? content.data : unsupported(type, 'it does not have the form Meta documents');
}

/** Meta's own "unsupported" (polls, view-once media, …) names the kind, and why it is not passed on. */
function readUnsupported(message: Readonly<Record<string, unknown>>): InboundContent {
  const part = unsupportedPart.safeParse(message).data;
  return unsupported(part?.unsupported.type ?? 'unsupported', part?.errors[0]?.title ?? 'Meta does not pass it on');
}

function unsupported(providerType: string, why: string): InboundContent {
  return { kind: 'unsupported', providerType: providerType.slice(0, 80), why };
}
