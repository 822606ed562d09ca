// Where in the page we are: the address says which conversation or call is open, so that reload and "back" keep working.
import { useSyncExternalStore } from 'react';

const OPEN = '#/conversations/';
const OPEN_CALL = '#/calls/';
/** As the API writes it into the link of an invitation. */
const INVITATION = '#/invitations/';

/** The address of the list of conversations alone. */
export const LIST = '#/';

/** The address of the list of calls alone. */
export const CALLS = '#/calls';
/** The address of the reminders. */
export const REMINDERS = '#/reminders';

export const addressOf = (conversationId: string): string => `${OPEN}${conversationId}`;

/** The open conversation's id; undefined when none is. */
export const useOpenConversation = (): string | undefined => useHashAfter(OPEN);

export const addressOfCall = (callId: string): string => `${OPEN_CALL}${callId}`;

/** The open call's id; undefined when none is. */
export const useOpenCall = (): string | undefined => useHashAfter(OPEN_CALL);

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
