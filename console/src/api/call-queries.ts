// Phone calls as read from the API, kept fresh by live updates (see live/).
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBusinessApi } from './business-api.ts';
import { type CallFilter, hangUp, readCall, readCalls, removeCall, removeRecording } from './call-requests.ts';
import { keys } from './queries.ts';
import { useList } from './use-list.ts';

const callsKey = (businessId: number) => [...keys.business(businessId), 'calls'];
const callKey = (businessId: number, callId: string) => [...keys.business(businessId), 'call', callId];

export function useCalls(filter: CallFilter) {
  const { businessId } = useBusinessApi();
  return useList([...callsKey(businessId), filter], (cursor, signal) => readCalls(businessId, filter, cursor, signal));
}

export function useCall(callId: string) {
  const { businessId } = useBusinessApi();
  return useQuery({
    queryKey: callKey(businessId, callId),
    queryFn: ({ signal }) => readCall(businessId, callId, signal),
  });
}

export function useHangUp(callId: string) {
  const { businessId } = useBusinessApi();
  const refresh = useRefresh(callId);
  return useMutation({ mutationFn: () => hangUp(businessId, callId), onSettled: refresh });
}

/** @param onRemoved is called once the server has let it go */
export function useRemoveCall(callId: string, onRemoved: () => void) {
  const { businessId } = useBusinessApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => removeCall(businessId, callId),
    onSuccess: onRemoved,
    onSettled: () => queryClient.invalidateQueries({ queryKey: callsKey(businessId) }),
  });
}

export function useRemoveRecording(callId: string, recordingId: string) {
  const { businessId } = useBusinessApi();
  const refresh = useRefresh(callId);
  return useMutation({ mutationFn: () => removeRecording(businessId, callId, recordingId), onSettled: refresh });
}

/** After an action: what the server says now, whether or not live updates come through. */
function useRefresh(callId: string): () => Promise<void> {
  const queryClient = useQueryClient();
  const { businessId } = useBusinessApi();
  return () => refreshCalls(queryClient, businessId, [callId]);
}

/** Resolves when everything on the page about these calls, and their list, has been read again. */
export async function refreshCalls(
  queryClient: QueryClient,
  businessId: number,
  callIds: Iterable<string>,
): Promise<void> {
  const stale = [callsKey(businessId), ...[...callIds].map((id) => callKey(businessId, id))];
  await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
