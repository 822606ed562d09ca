// Keeps what is on the page as the server has it, event by event.
import { useQueryClient } from '@tanstack/react-query';
import type { EventSourceMessage } from 'eventsource-parser';
import { useEffect, useState } from 'react';
import { useBusinessApi } from '../api/business-api.ts';
import { keys, meQuery, refreshConversations } from '../api/queries.ts';
import { createRefresher } from './create-refresher.ts';
import { followEvents } from './follow-events.ts';

/** In place of a conversation's id: anything may have changed. */
const ANYTHING = '*';

/** @returns whether the connection is away for now */
export function useLiveUpdates(): boolean {
  const { businessId } = useBusinessApi();
  const queryClient = useQueryClient();
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    const following = new AbortController();
    const refresh = createRefresher<string>((changed) =>
      changed.has(ANYTHING)
        ? queryClient.invalidateQueries({ queryKey: keys.business(businessId) })
        : refreshConversations(queryClient, businessId, [...changed]),
    );
    void followEvents(businessId, {
      onEvent: (event) => {
        const conversationId = conversationOf(event);
        if (conversationId !== undefined) refresh(conversationId);
      },
      onAnew: () => refresh(ANYTHING),
      onConnection: setIsAway,
      onSignedOut: () => queryClient.setQueryData(meQuery.queryKey, null),
      signal: following.signal,
    });
    return () => following.abort();
  }, [businessId, queryClient]);
  return isAway;
}

/** The conversation that an event speaks of: its own change, or that of a message in it. */
function conversationOf({ data }: EventSourceMessage): string | undefined {
  const { conversationId } = JSON.parse(data) as { conversationId?: string };
  return conversationId;
}
