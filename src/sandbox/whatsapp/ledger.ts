// What the sandbox remembers: messages it accepted, refusals it still owes, attachments it can hand out.
import { randomUUID } from 'node:crypto';
import type { DeliveryStatus } from './behaviours.ts';

/** One message as the API accepted it. The same outbound id twice makes two of these. */
export type AcceptedMessage = {
  providerMessageId: string;
  /** What came as `biz_opaque_callback_data`. */
  outboundMessageId: string | undefined;
  phoneNumberId: string;
  /** As it was addressed: digits of a phone, or a BSUID. */
  to: string;
  text: string;
  replyTo: string | undefined;
  /** ISO time of acceptance. */
  at: string;
  /** The statuses the app has answered with 200, in that order, duplicates included. */
  statuses: DeliveryStatus[];
};

export type StoredMedia = { id: string; mimeType: string; bytes: Buffer };

export type Ledger = ReturnType<typeof createLedger>;

/** An empty memory. Everything else in the sandbox is derived from it. */
export function createLedger() {
  const messages: AcceptedMessage[] = [];
  const media = new Map<string, StoredMedia>();
  const refusals = new Map<string, number>();

  return {
    messages,

    accept(message: Omit<AcceptedMessage, 'providerMessageId' | 'at' | 'statuses'>): AcceptedMessage {
      const accepted = {
        ...message,
        providerMessageId: newMessageId(message.to),
        at: new Date().toISOString(),
        statuses: [],
      };
      messages.push(accepted);
      return accepted;
    },

    /** How often each outbound id was accepted: the proof of once-only is that every count is 1. */
    counts(): Record<string, number> {
      const counts: Record<string, number> = {};
      for (const { outboundMessageId } of messages) {
        if (outboundMessageId !== undefined) counts[outboundMessageId] = (counts[outboundMessageId] ?? 0) + 1;
      }
      return counts;
    },

    /** Whether `key` is to be refused once more, having been refused fewer than `times` times; counts it if so. */
    owesRefusal(key: string, times: number): boolean {
      const refused = refusals.get(key) ?? 0;
      if (refused >= times) return false;
      refusals.set(key, refused + 1);
      return true;
    },

    storeMedia(mimeType: string, bytes: Buffer): StoredMedia {
      const id = String(1_000_000_000_000_000 + media.size);
      const stored = { id, mimeType, bytes };
      media.set(id, stored);
      return stored;
    },

    mediaById(id: string): StoredMedia | undefined {
      return media.get(id);
    },

    forget(): void {
      messages.length = 0;
      media.clear();
      refusals.clear();
    },
  };
}

/** An id that looks like Meta's: opaque, base64, with characters that a URL has to escape. */
export function newMessageId(person: string): string {
  return `wamid.${Buffer.from(`${person}|${randomUUID()}`).toString('base64')}`;
}
