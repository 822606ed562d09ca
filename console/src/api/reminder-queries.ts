// Reminders as read from the API, kept fresh by live updates (see live/).
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { useBusinessApi } from './business-api.ts';
import { keys } from './queries.ts';
import {
  addReminder,
  changeReminder,
  type Deed,
  doToReminder,
  type RemindersState,
  type ReminderValues,
  readReminders,
} from './reminders.ts';
import { useList } from './use-list.ts';

const remindersKey = (businessId: number) => [...keys.business(businessId), 'reminders'];

export function useReminders(state: RemindersState) {
  const { businessId } = useBusinessApi();
  return useList([...remindersKey(businessId), state], (cursor, signal) =>
    readReminders(businessId, state, cursor, signal),
  );
}

/** @param onSaved is called once the server has it */
export function useAddReminder(onSaved: () => void) {
  const { businessId } = useBusinessApi();
  const onSettled = useRefresh();
  return useMutation({
    mutationFn: (values: ReminderValues) => addReminder(businessId, values),
    // Not repeatable: an answer that was lost would make a second one.
    retry: false,
    onSuccess: onSaved,
    onSettled,
  });
}

/** @param onSaved is called once the server has it */
export function useChangeReminder(id: string, onSaved: () => void) {
  const { businessId } = useBusinessApi();
  const onSettled = useRefresh();
  return useMutation({
    mutationFn: (values: Partial<ReminderValues>) => changeReminder(businessId, id, values),
    onSuccess: onSaved,
    onSettled,
  });
}

export function useDoToReminder(id: string) {
  const { businessId } = useBusinessApi();
  const onSettled = useRefresh();
  return useMutation({ mutationFn: (deed: Deed) => doToReminder(businessId, id, deed), onSettled });
}

/** After an action: what the server says now, whether or not live updates come through. */
function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient();
  const { businessId } = useBusinessApi();
  return () => refreshReminders(queryClient, businessId);
}

/** Resolves when the reminders on the page have been read again. */
export const refreshReminders = (queryClient: QueryClient, businessId: number): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: remindersKey(businessId) });
