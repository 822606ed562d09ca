// Where in the page we are: the address says which conversation is open, so that reload and "back" keep working.
import { useSyncExternalStore } from 'react';

const OPEN = '#/conversations/';

/** The address of the list alone. */
export const LIST = '#/';

export const addressOf = (conversationId: string): string => `${OPEN}${conversationId}`;

/** The open conversation's id; undefined when none is. */
export function useOpenConversation(): string | undefined {
  const hash = useSyncExternalStore(onHashChange, () => location.hash);
  return hash.startsWith(OPEN) ? hash.slice(OPEN.length) : undefined;
}

function onHashChange(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
