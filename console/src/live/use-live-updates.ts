// Keeps what is on the page as the server has it, event by event.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useBusinessApi } from '../api/business-api.ts';
import { refreshCalls } from '../api/call-queries.ts';
import { keys, meQuery, refreshConversations } from '../api/queries.ts';
import { refreshReminders } from '../api/reminder-queries.ts';
import { createRefresher } from './create-refresher.ts';
import { followEvents } from './follow-events.ts';

/** In place of a conversation's id: anything may have changed. */
const ANYTHING = '*';
/** In place of a conversation's id: the reader's own notices have changed. */
const NOTICES = '!';

/** @returns whether the connection is away for now */
export function useLiveUpdates(): boolean {
  const { businessId } = useBusinessApi();
  const queryClient = useQueryClient();
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    const refresh = createRefresher<string>((changed) =>
      changed.has(ANYTHING)
        ? queryClient.invalidateQueries({ queryKey: keys.business(businessId) })
        : refreshParts(queryClient, businessId, changed),
    );
    const refreshList = createRefresher<'reminders'>(() => refreshReminders(queryClient, businessId));
    return followEvents(businessId, {
      onConversation: refresh,
      onCall: createRefresher<string>((callIds) => refreshCalls(queryClient, businessId, callIds)),
      onReminder: () => refreshList('reminders'),
      onNotices: (userId) => {
        if (queryClient.getQueryData(meQuery.queryKey)?.user.id === userId) refresh(NOTICES);
      },
      onAnew: () => refresh(ANYTHING),
      onConnection: setIsAway,
      onRefused: () => void queryClient.invalidateQueries(meQuery),
    });
  }, [businessId, queryClient]);
  return isAway;
}

async function refreshParts(queryClient: QueryClient, businessId: number, changed: ReadonlySet<string>): Promise<void> {
  const conversationIds = [...changed].filter((change) => change !== NOTICES);
  await Promise.all([
    conversationIds.length > 0 && refreshConversations(queryClient, businessId, conversationIds),
    changed.has(NOTICES) && queryClient.invalidateQueries({ queryKey: keys.notices(businessId) }),
  ]);
}
