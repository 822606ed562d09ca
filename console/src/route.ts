// Where in the page we are: the address says which conversation is open, so that reload and "back" keep working.
import { useSyncExternalStore } from 'react';

const OPEN = '#/conversations/';
/** As the API writes it into the link of an invitation. */
const INVITATION = '#/invitations/';

/** The address of the list alone. */
export const LIST = '#/';

/** The address of the reminders. */
export const REMINDERS = '#/reminders';

export const addressOf = (conversationId: string): string => `${OPEN}${conversationId}`;

/** The open conversation's id; undefined when none is. */
export const useOpenConversation = (): string | undefined => useHashAfter(OPEN);

/** The token of the invitation that the address leads to; undefined when it leads to none. */
export const useInvitation = (): string | undefined => useHashAfter(INVITATION);

/** Everything after the page's own address, `#` included. */
export const useHash = (): string => useSyncExternalStore(onHashChange, () => location.hash);

function useHashAfter(start: string): string | undefined {
  const hash = useHash();
  return hash.startsWith(start) ? hash.slice(start.length) : undefined;
}

function onHashChange(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
