// The parts of a Baileys message that a person can have written, each with how it is read.
import { z } from 'zod';
import type { InboundContent, MediaKind } from '../inbound-message.ts';
import { filledText, optionalText, wireText, withoutAbsent } from '../wire-values.ts';
import { vcardPhones } from './vcard.ts';

/** Names another message: the target of a reaction, an edit or a deletion. */
export const messageKey = z.looseObject({ id: filledText }).transform(({ id }) => id);

/** Reads one part, or says that it does not have the form WhatsApp gives it. */
export type ContentReader = z.ZodType<InboundContent>;

const plainText: ContentReader = filledText.transform((text) => ({ kind: 'text', text }));

const extendedText: ContentReader = z
  .looseObject({ text: filledText })
  .transform(({ text }) => ({ kind: 'text', text }));

function choice<Shape extends z.ZodType>(
  shape: Shape,
  read: (value: z.output<Shape>) => { id: string; title: string },
) {
  return shape.transform((value) => ({ kind: 'choice' as const, ...read(value) }));
}

/** The button of a native-flow message hides its id in a JSON string. */
const flowChoice = z.looseObject({ id: filledText });
const nativeFlow = z.looseObject({
  body: z.looseObject({ text: wireText }).optional().catch(undefined),
  nativeFlowResponseMessage: z.looseObject({
    paramsJson: wireText.transform((json, context) => {
      try {
        return flowChoice.parse(JSON.parse(json));
      } catch {
        context.addIssue('has no readable choice');
        return z.NEVER;
      }
    }),
  }),
});

function media(fixed: MediaKind | ((part: { ptt?: unknown }) => MediaKind)): ContentReader {
  return z
    .looseObject({ mimetype: optionalText, caption: optionalText, fileName: optionalText, ptt: z.unknown().optional() })
    .transform((part) => ({
      kind: 'media',
      media: typeof fixed === 'string' ? fixed : fixed(part),
      file: { kind: 'unavailable', why: 'the gateway hands over no file with this message' },
      ...withoutAbsent({ mimeType: part.mimetype, caption: part.caption, fileName: part.fileName }),
    }));
}

const location: ContentReader = z
  .looseObject({
    degreesLatitude: z.number(),
    degreesLongitude: z.number(),
    name: optionalText,
    address: optionalText,
  })
  .transform(({ degreesLatitude, degreesLongitude, name, address }) => ({
    kind: 'location',
    latitude: degreesLatitude,
    longitude: degreesLongitude,
    ...withoutAbsent({ name, address }),
  }));

const contactCard = z
  .looseObject({ displayName: optionalText, vcard: wireText.catch('') })
  .transform(({ displayName, vcard }) => ({ name: displayName ?? '', phones: vcardPhones(vcard) }));

/** How to read each part that carries content, by its name in WhatsApp's protobuf. */
export const BAILEYS_PARTS: ReadonlyMap<string, ContentReader> = new Map<string, ContentReader>([
  ['conversation', plainText],
  ['text', plainText],
  ['extendedTextMessage', extendedText],
  [
    'buttonsResponseMessage',
    choice(z.looseObject({ selectedButtonId: filledText, selectedDisplayText: optionalText }), (part) => ({
      id: part.selectedButtonId,
      title: part.selectedDisplayText ?? part.selectedButtonId,
    })),
  ],
  [
    'templateButtonReplyMessage',
    choice(z.looseObject({ selectedId: filledText, selectedDisplayText: optionalText }), (part) => ({
      id: part.selectedId,
      title: part.selectedDisplayText ?? part.selectedId,
    })),
  ],
  [
    'listResponseMessage',
    choice(
      z.looseObject({ title: optionalText, singleSelectReply: z.looseObject({ selectedRowId: filledText }) }),
      ({ title, singleSelectReply: { selectedRowId } }) => ({ id: selectedRowId, title: title ?? selectedRowId }),
    ),
  ],
  [
    'interactiveResponseMessage',
    choice(nativeFlow, ({ body, nativeFlowResponseMessage: { paramsJson } }) => ({
      id: paramsJson.id,
      title: body?.text || paramsJson.id,
    })),
  ],
  ['imageMessage', media('image')],
  ['videoMessage', media('video')],
  ['ptvMessage', media('video')],
  ['audioMessage', media((part) => (part.ptt === true ? 'voice' : 'audio'))],
  ['documentMessage', media('document')],
  ['stickerMessage', media('sticker')],
  ['locationMessage', location],
  ['liveLocationMessage', location],
  ['contactMessage', contactCard.transform((card) => ({ kind: 'contact-cards', cards: [card] }))],
  [
    'contactsArrayMessage',
    z
      .looseObject({ contacts: z.array(contactCard) })
      .transform(({ contacts }) => ({ kind: 'contact-cards', cards: contacts })),
  ],
  [
    'reactionMessage',
    // An empty text takes the reaction back.
    z
      .looseObject({ key: messageKey, text: optionalText })
      .transform(({ key, text }) => ({ kind: 'reaction', target: key, ...withoutAbsent({ emoji: text }) })),
  ],
]);
