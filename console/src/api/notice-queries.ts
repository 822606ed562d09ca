// The signed-in person's notices and what they want pushed, as read from the API.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLanguage } from '../words/words.ts';
import type { NoticePreferences } from './answers.ts';
import { useBusinessApi } from './business-api.ts';
import { keys } from './queries.ts';

export function useNotices() {
  const api = useBusinessApi();
  const [language] = useLanguage();
  return useQuery({
    queryKey: [...keys.notices(api.businessId), language],
    queryFn: ({ signal }) => api.notices(language, signal),
  });
}

/** Marks one notice, or all of them, as read. */
export function useMarkRead() {
  const api = useBusinessApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (noticeId: string | 'all') => (noticeId === 'all' ? api.markAllRead() : api.markRead(noticeId)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.notices(api.businessId) }),
  });
}

export function useNoticePreferences() {
  const api = useBusinessApi();
  return useQuery({
    queryKey: keys.noticePreferences(api.businessId),
    queryFn: ({ signal }) => api.noticePreferences(signal),
  });
}

export function useSaveNoticePreferences() {
  const api = useBusinessApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (preferences: NoticePreferences) => api.saveNoticePreferences(preferences),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.noticePreferences(api.businessId) }),
  });
}

export function useTestPush() {
  const api = useBusinessApi();
  return useMutation({ mutationFn: () => api.testPush(), retry: false });
}
