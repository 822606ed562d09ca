// Reads the body of POST /webhook/whatsapp/incoming: messages as Baileys hands them on, for one business.
import { z } from 'zod';
import { type BaileysAddress, readBaileysAddress } from './baileys/address.ts';
import { readBaileysContent } from './baileys/content.ts';
import { distinctIdentities, type Identity } from './identity.ts';
import type { Ignored, IgnoreReason, InboundMessage, Rejected } from './inbound-message.ts';
import { firstProblem, optionalText, providerTime, wireMessageId, wireText, withoutAbsent } from './wire-values.ts';

/** The body as a whole. `malformed`: nothing in it can be used; `field` is the path of what is wrong. */
export type SeedsWebhook =
  | { kind: 'parsed'; tenantId: string; results: SeedsResult[] }
  | { kind: 'malformed'; field: string; why: string };

/** What one element of `payload.messages` is. There is exactly one per element, in order. */
export type SeedsResult =
  | { kind: 'accepted'; message: InboundMessage }
  | ({ kind: 'ignored' } & Ignored)
  | ({ kind: 'rejected' } & Rejected);

/** `append` is what WhatsApp kept while we were away; it may be said for one message, the payload or the whole body. */
const upsertType = z.enum(['notify', 'append']).optional().catch(undefined);

const envelope = z.looseObject(
  {
    tenantId: z.union([z.string().min(1), z.number().transform(String)], {
      error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a business id, like "1"'),
    }),
    payload: z.looseObject(
      {
        messages: z.array(z.unknown(), {
          error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a list of messages'),
        }),
        type: upsertType,
      },
      { error: (issue) => (issue.input === undefined ? 'is missing' : 'must be an object') },
    ),
    type: upsertType,
  },
  { error: 'must be a JSON object' },
);

const element = z.looseObject(
  {
    key: z.looseObject(
      {
        id: wireMessageId,
        remoteJid: wireText.nullish(),
        /** The other address of the same person: number for LID or LID for number. Baileys 6 calls it `senderPn`. */
        remoteJidAlt: optionalText,
        senderPn: optionalText,
        /** Taken for a customer's message by mistake, an own one would be answered: so no guessing here. */
        fromMe: z.boolean({ error: 'must be true or false' }).nullish(),
      },
      { error: (issue) => (issue.input === undefined ? 'is missing' : 'must be an object') },
    ),
    message: z.unknown().optional(),
    text: z.unknown().optional(),
    messageStubType: z.unknown().optional(),
    messageTimestamp: z.unknown().optional(),
    pushName: optionalText,
    type: upsertType,
  },
  { error: 'must be an object' },
);

type Element = z.infer<typeof element>;

/** `WebMessageInfo.StubType.CIPHERTEXT`: Baileys could not decrypt the message and has asked for it again. */
const CIPHERTEXT_STUB: readonly unknown[] = [2, 'CIPHERTEXT'];

/**
 * Reads a body. Tolerant: an id, an address and a text are enough.
 * @param receivedAt stands in for a time that is missing or lies in the future
 */
export function parseSeedsWebhook(body: unknown, receivedAt: Date): SeedsWebhook {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { kind: 'malformed', ...firstProblem(parsed.error, '') };
  const { tenantId, payload, type } = parsed.data;
  const upsert = payload.type ?? type;
  const results = payload.messages.map((value, index) => readElement(value, index, upsert, receivedAt));
  return { kind: 'parsed', tenantId, results };
}

function readElement(value: unknown, index: number, upsert: Element['type'], receivedAt: Date): SeedsResult {
  const root = `payload.messages[${index}]`;
  const parsed = element.safeParse(value);
  if (!parsed.success) return { kind: 'rejected', element: index, ...firstProblem(parsed.error, root) };
  const { key, pushName, messageTimestamp, type = upsert } = parsed.data;

  const address = readAddress(key);
  if (address.kind === 'malformed') {
    return { kind: 'rejected', element: index, field: `${root}.key.remoteJid`, why: address.why };
  }
  if (address.kind === 'not-a-person') return ignored(key.id, address.reason);

  const read = readContent(parsed.data);
  if (read.kind === 'ignored') return ignored(key.id, read.reason);

  const fromMe = key.fromMe ?? false;
  return {
    kind: 'accepted',
    message: {
      providerMessageId: key.id,
      chat: address.chat,
      fromMe,
      identities: distinctIdentities([address.identity, ...otherIdentities(key)]),
      sentAt: providerTime(messageTimestamp, receivedAt),
      delivery: type === 'append' ? 'queued' : 'live',
      content: read.content,
      ...withoutAbsent({ senderName: fromMe ? undefined : pushName, replyTo: read.replyTo }),
    },
  };
}

function readAddress({ remoteJid, remoteJidAlt, senderPn }: Element['key']): BaileysAddress {
  const jid = remoteJid || remoteJidAlt || senderPn;
  if (jid) return readBaileysAddress(jid);
  return {
    kind: 'malformed',
    why: "is missing: it is the customer's address, without which nobody can be answered. Write one like 972501234567@s.whatsapp.net",
  };
}

function otherIdentities({ remoteJidAlt, senderPn }: Element['key']): Identity[] {
  return [remoteJidAlt, senderPn].flatMap((jid) => {
    const address = jid === undefined ? undefined : readBaileysAddress(jid);
    return address?.kind === 'person' ? [address.identity] : [];
  });
}

/** A message without content is either not decrypted yet, or (any other stub) WhatsApp's own notice in the chat. */
function readContent({ message, text, messageStubType }: Element): ReturnType<typeof readBaileysContent> {
  const read = readBaileysContent(message ?? text);
  if (read.kind === 'content' || messageStubType === undefined || messageStubType === null) return read;
  return { kind: 'ignored', reason: CIPHERTEXT_STUB.includes(messageStubType) ? 'not-readable-yet' : 'system-notice' };
}

function ignored(providerMessageId: string, reason: IgnoreReason): SeedsResult {
  return { kind: 'ignored', providerMessageId, reason };
}
