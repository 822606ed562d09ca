// What a person has written and not sent yet: kept in this tab, per conversation, until the server has it.
import { useState } from 'react';

export interface Draft {
  text: string;
  /** One per text: trying again with the same words never makes a second message, other words are another message. */
  idempotencyKey: string;
}

const PREFIX = 'prosaas.draft.';

export function useDraft(conversationId: string) {
  const [draft, setDraft] = useState(() => stored(conversationId));
  return {
    draft,
    edit(text: string) {
      const edited = { text, idempotencyKey: newKey() };
      sessionStorage.setItem(PREFIX + conversationId, JSON.stringify(edited));
      setDraft(edited);
    },
    /** The server has it. What was written since stays. */
    sent({ idempotencyKey }: Draft) {
      if (stored(conversationId).idempotencyKey !== idempotencyKey) return;
      sessionStorage.removeItem(PREFIX + conversationId);
      setDraft({ text: '', idempotencyKey: newKey() });
    },
  };
}

/** For signing out: the next person at this screen must not find them. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

function stored(conversationId: string): Draft {
  const kept = sessionStorage.getItem(PREFIX + conversationId);
  return kept === null ? { text: '', idempotencyKey: newKey() } : (JSON.parse(kept) as Draft);
}

/** 128 random bits. `crypto.randomUUID` is missing where the page is served without TLS on a local network. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
