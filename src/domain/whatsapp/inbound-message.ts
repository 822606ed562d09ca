// The one form of a message that came in over WhatsApp, whichever way it came.
import type { Identity } from './identity.ts';

/** One message in a private chat. */
export type InboundMessage = {
  /** Chosen by the sender's device: unique together with chat and direction only. */
  providerMessageId: string;
  /** Where an answer goes, as the provider names it: a JID (Baileys), or a number or BSUID (Cloud API). */
  chat: string;
  /** Written on the business's side: by a person on the phone, or an echo of what we sent. */
  fromMe: boolean;
  /** The customer's, also when `fromMe`. Never empty; the one that `chat` names comes first. */
  identities: Identity[];
  /** The name the customer gave WhatsApp; absent when `fromMe`. */
  senderName?: string;
  /** The provider's time, never later than the time of receipt. */
  sentAt: Date;
  /** `queued`: WhatsApp kept it while we were away (Baileys `append`). */
  delivery: 'live' | 'queued';
  /** The provider's id of the message this one quotes. */
  replyTo?: string;
  content: InboundContent;
};

/** What a message holds. `target` is the provider's id of the message that is reacted to, edited or deleted. */
export type InboundContent =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; id: string; title: string }
  | { kind: 'media'; media: MediaKind; file: MediaFile; mimeType?: string; caption?: string; fileName?: string }
  | { kind: 'location'; latitude: number; longitude: number; name?: string; address?: string }
  | { kind: 'contact-cards'; cards: ContactCard[] }
  /** No emoji: the reaction was taken back. */
  | { kind: 'reaction'; target: string; emoji?: string }
  | { kind: 'edit'; target: string; text: string }
  | { kind: 'deletion'; target: string }
  /** `providerType` is the provider's own name for it; `why` is for people. */
  | { kind: 'unsupported'; providerType: string; why: string };

/** `voice` is recorded in the chat, `audio` is a file that was attached. */
export type MediaKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';

/** Whether the file can be fetched: Baileys hands over keys, not an id, and only its own socket can use them. */
export type MediaFile = { kind: 'available'; mediaId: string } | { kind: 'unavailable'; why: string };

/** A shared contact; the numbers are as its sender had them, in any form. */
export type ContactCard = { name: string; phones: string[] };

/** Why something that came in is not a message to us. It is not answered and not stored. */
export type IgnoreReason =
  | 'group'
  | 'broadcast-list'
  | 'newsletter'
  | 'status'
  | 'bot'
  /** A chat address of a kind we do not know. */
  | 'unknown-address'
  /** WhatsApp talking about the chat (number changed, encryption, calls), not a person writing. */
  | 'system-notice'
  /** Not decrypted yet: the same id comes again with its content, so it must not be stored now. */
  | 'not-readable-yet'
  | 'no-content';

/** A message that is well formed but not for us. */
export type Ignored = { providerMessageId: string; reason: IgnoreReason };

/** An element that is not a message: its place in the list, the field (a path from the body's root) and what is wrong with it. */
export type Rejected = { element: number; field: string; why: string };
