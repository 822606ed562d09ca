// What the page has read from the API, kept fresh by live updates (see live/).
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readMe } from './account.ts';
import type { Conversation } from './answers.ts';
import { useBusinessApi } from './business-api.ts';
import { type List, useList } from './use-list.ts';

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => readMe(signal) });

/** The keys under which answers of one business are kept. */
export const keys = {
  business: (businessId: number) => ['business', businessId],
  conversations: (businessId: number) => ['business', businessId, 'conversations'],
  conversation: (businessId: number, id: string) => ['business', businessId, 'conversation', id],
  notices: (businessId: number) => ['business', businessId, 'notices'],
  noticePreferences: (businessId: number) => ['business', businessId, 'notice-preferences'],
  messages: (businessId: number, conversationId: string) => ['business', businessId, 'messages', conversationId],
};

export function useConversations() {
  const api = useBusinessApi();
  return useList(keys.conversations(api.businessId), api.conversations);
}

export function useConversation(id: string) {
  const api = useBusinessApi();
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: keys.conversation(api.businessId, id),
    queryFn: ({ signal }) => api.conversation(id, signal),
    placeholderData: () => fromTheLists(queryClient, api.businessId, id),
  });
}

/** Newest first. */
export function useMessages(conversationId: string) {
  const api = useBusinessApi();
  return useList(keys.messages(api.businessId, conversationId), (cursor, signal) =>
    api.messages(conversationId, cursor, signal),
  );
}

/** Takes over or hands back. */
export function useHandling(conversationId: string) {
  const api = useBusinessApi();
  const refresh = useRefresh(conversationId);
  return useMutation({
    mutationFn: (to: 'person' | 'assistant') =>
      to === 'person' ? api.takeOver(conversationId) : api.handBack(conversationId),
    onSettled: refresh,
  });
}

interface WrittenMessage {
  text: string;
  /** The same again never makes a second message. */
  idempotencyKey: string;
}

/** @param onWritten is called once the server has the message, also when the reader has gone elsewhere meanwhile */
export function useWrite<Written extends WrittenMessage>(
  conversationId: string,
  onWritten: (message: Written) => void,
) {
  const api = useBusinessApi();
  const refresh = useRefresh(conversationId);
  return useMutation({
    mutationFn: ({ text, idempotencyKey }: Written) => api.write(conversationId, text.trim(), idempotencyKey),
    onSuccess: (_response, written) => onWritten(written),
    onSettled: refresh,
  });
}

export function useSendAgain(conversationId: string, messageId: string) {
  const api = useBusinessApi();
  const refresh = useRefresh(conversationId);
  return useMutation({ mutationFn: () => api.sendAgain(messageId), onSettled: refresh });
}

/** After an action: what the server says now, whatever the answer was and whether or not live updates come through. */
function useRefresh(conversationId: string): () => void {
  const queryClient = useQueryClient();
  const { businessId } = useBusinessApi();
  return () => void refreshConversations(queryClient, businessId, [conversationId]);
}

/** Resolves when everything on the page about these conversations, and their list, has been read again. */
export async function refreshConversations(
  queryClient: QueryClient,
  businessId: number,
  conversationIds: readonly string[],
): Promise<void> {
  const stale = conversationIds.flatMap((id) => [keys.messages(businessId, id), keys.conversation(businessId, id)]);
  await Promise.all(
    [keys.conversations(businessId), ...stale].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}

function fromTheLists(queryClient: QueryClient, businessId: number, id: string): Conversation | undefined {
  const lists = queryClient.getQueriesData<List<Conversation>>({ queryKey: keys.conversations(businessId) });
  return lists.flatMap(([, list]) => list?.items ?? []).find((conversation) => conversation.id === id);
}
