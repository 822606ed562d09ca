// Reads what a Baileys message holds. Its `message` is WhatsApp's protobuf as JSON: one property, named after the kind,
// often inside wrappers (disappearing, view once, with caption) that say nothing about the content.
import { z } from 'zod';
import type { IgnoreReason, InboundContent } from '../inbound-message.ts';
import { filledText, withoutAbsent } from '../wire-values.ts';
import { BAILEYS_PARTS, type ContentReader, messageKey } from './parts.ts';

/** What was read; `replyTo` is the id of the quoted message. */
export type BaileysContent =
  | { kind: 'content'; content: InboundContent; replyTo?: string }
  | { kind: 'ignored'; reason: IgnoreReason };

const WRAPPERS = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'deviceSentMessage',
  'editedMessage',
];

/** Real messages are wrapped two or three times; a hostile one could be wrapped for ever. */
const MOST_WRAPPERS = 8;

/** Travels beside the content, or alone: keys and settings of the protocol, nothing a person wrote. */
const BESIDE_CONTENT = new Set([
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
]);

/** `ProtocolMessage.Type`: a name when Baileys serialised it, a number when the raw object was. */
const REVOKE = z.union([z.literal(0), z.literal('REVOKE')]);
const MESSAGE_EDIT = z.union([z.literal(14), z.literal('MESSAGE_EDIT')]);

const deletion: ContentReader = z
  .looseObject({ type: REVOKE, key: messageKey })
  .transform(({ key }) => ({ kind: 'deletion', target: key }));

const edit = z.looseObject({ type: MESSAGE_EDIT, key: messageKey, editedMessage: z.unknown() });

/** Reads the `message` of a Baileys message. Never throws: what cannot be read is `unsupported`, with its reason. */
export function readBaileysContent(message: unknown): BaileysContent {
  if (typeof message === 'string') return readBaileysContent({ conversation: message });
  const parts = unwrapped(message);
  return 'protocolMessage' in parts ? readProtocolMessage(parts.protocolMessage) : readParts(parts);
}

function readParts(parts: Readonly<Record<string, unknown>>): BaileysContent {
  const names = Object.keys(parts).filter((name) => isPresent(parts[name]) && !BESIDE_CONTENT.has(name));
  const name = names.find((candidate) => BAILEYS_PARTS.has(candidate)) ?? names[0];
  if (name === undefined) return { kind: 'ignored', reason: 'no-content' };
  const content = BAILEYS_PARTS.get(name)?.safeParse(parts[name]);
  if (!content) return unsupported(name, 'this kind of message cannot be read yet');
  if (!content.success) return unsupported(name, 'it does not have the form WhatsApp gives it');
  return { kind: 'content', content: content.data, ...withoutAbsent({ replyTo: quotedId(parts[name]) }) };
}

/** Deletions and edits; everything else of the protocol (history, keys, timers) is between devices. */
function readProtocolMessage(part: unknown): BaileysContent {
  const deleted = deletion.safeParse(part);
  if (deleted.success) return { kind: 'content', content: deleted.data };
  const edited = edit.safeParse(part);
  if (!edited.success) return { kind: 'ignored', reason: 'system-notice' };
  const now = readParts(unwrapped(edited.data.editedMessage));
  const text = now.kind === 'content' ? editedWords(now.content) : undefined;
  if (text === undefined) return unsupported('protocolMessage', 'the edited message holds no text');
  return { kind: 'content', content: { kind: 'edit', target: edited.data.key, text } };
}

function editedWords(content: InboundContent): string | undefined {
  if (content.kind === 'text') return content.text;
  return content.kind === 'media' ? content.caption : undefined;
}

function unwrapped(message: unknown): Record<string, unknown> {
  let parts = asRecord(message);
  for (let depth = 0; depth < MOST_WRAPPERS; depth++) {
    const wrapper = WRAPPERS.find((name) => Object.hasOwn(parts, name));
    if (wrapper === undefined) return parts;
    const inner = asRecord(asRecord(parts[wrapper]).message);
    if (Object.keys(inner).length === 0) return parts;
    parts = inner;
  }
  return parts;
}

const context = z.looseObject({ contextInfo: z.looseObject({ stanzaId: filledText }) });

function quotedId(part: unknown): string | undefined {
  return context.safeParse(part).data?.contextInfo.stanzaId;
}

function unsupported(providerType: string, why: string): BaileysContent {
  return { kind: 'content', content: { kind: 'unsupported', providerType: providerType.slice(0, 80), why } };
}

function isPresent(part: unknown): boolean {
  return part !== undefined && part !== null && part !== '';
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
