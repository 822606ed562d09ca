// What the API answers, as this page reads it. All times are ISO 8601 in UTC; ids are opaque.
import type { Attention } from '../../../src/domain/conversations/attention.ts';
import type { NotificationKind } from '../../../src/domain/notifications/notification.ts';
import type { QuietHours } from '../../../src/domain/notifications/quiet-hours.ts';
import type { InboundContent } from '../../../src/domain/whatsapp/inbound-message.ts';

export type { Attention, NotificationKind };

/** What a message holds; the provider's own handle on a file stays with the server. */
export type Content = Exclude<InboundContent, { kind: 'media' }> | MediaContent;

export type MediaContent = Omit<Extract<InboundContent, { kind: 'media' }>, 'file'>;

/** What the signed-in person is told of; titles and bodies are in the language that was asked for. */
export interface Notice {
  id: string;
  kind: NotificationKind | 'test';
  title: string;
  body: string;
  /** The conversation to open; null when there is none. */
  conversationId: string | null;
  readAt: string | null;
  createdAt: string;
}

export interface Notices extends Page<Notice> {
  unread: number;
}

export interface NoticePreferences {
  /** Kinds that are listed and not pushed. */
  muted: NotificationKind[];
  quietHours: QuietHours | null;
}

/** One page of a list; `nextCursor` leads to the next one, null at the end. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface Business {
  id: number;
  name: string;
  role: 'agent' | 'admin' | 'owner';
}

/** Who is signed in, and where they work. */
export interface Me {
  user: { id: string; name: string; email: string; systemAdmin: boolean };
  businesses: Business[];
}

export interface Conversation {
  id: string;
  contact: { id: string; name: string | null; phone: string | null };
  channel: { id: string; name: string; displayNumber: string };
  /** Who answers from now on. */
  handledBy: 'assistant' | 'person';
  /** A person answered from the phone: the assistant keeps silent until then. */
  pausedUntil: string | null;
  /** Why a person should look; null when none need. */
  attention: Attention | null;
  attentionAt: string | null;
  lastMessage: { text: string; author: Author; at: string } | null;
  lastMessageAt: string;
  /** WhatsApp's 24 hours after the customer's last message; null when they never wrote. */
  window: { open: boolean; until: string | null };
}

export type Author = 'customer' | 'assistant' | 'person' | 'system';

export type InboundState = 'received' | 'ready' | 'answered' | 'for_person' | 'attended';

export type OutboundState = 'queued' | 'sending' | 'unknown' | 'unconfirmed' | 'sent' | 'delivered' | 'read' | 'failed';

export type Message = InMessage | OutMessage;

export interface InMessage extends AnyMessage {
  direction: 'in';
  state: InboundState;
}

export interface OutMessage extends AnyMessage {
  direction: 'out';
  state: OutboundState;
}

interface AnyMessage {
  id: string;
  /** Its place in the conversation, counted from 1. */
  seq: number;
  author: Author;
  /** Of a person who wrote here; null when they wrote on the phone, or have left the business since. */
  authorName: string | null;
  text: string;
  content: Content;
  /** Why it was left to a person. */
  flag: Attention | null;
  /** Why it was not sent. */
  error: { code: string; message: string } | null;
  /** When the customer wrote it, or when WhatsApp took it. */
  sentAt: string | null;
  createdAt: string;
  /** Whether its file can be fetched. */
  hasFile: boolean;
}
