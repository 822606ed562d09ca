// Keeps what is on the page as the server has it, event by event.
import { useQueryClient } from '@tanstack/react-query';
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
    const refresh = createRefresher<string>((changed) =>
      changed.has(ANYTHING)
        ? queryClient.invalidateQueries({ queryKey: keys.business(businessId) })
        : refreshConversations(queryClient, businessId, [...changed]),
    );
    return followEvents(businessId, {
      onConversation: refresh,
      onAnew: () => refresh(ANYTHING),
      onConnection: setIsAway,
      onRefused: () => void queryClient.invalidateQueries(meQuery),
    });
  }, [businessId, queryClient]);
  return isAway;
}
