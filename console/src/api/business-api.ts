// Everything this page asks of one business.
import { createContext, useContext } from 'react';
import type { Conversation, Message, NoticePreferences, Notices, Page } from './answers.ts';
import { request, requestJson } from './request.ts';

/** At most this many of a list at once. */
const PAGE_SIZE = 50;

export type BusinessApi = ReturnType<typeof createBusinessApi>;

/** Each call throws a `Problem` when it does not succeed. */
export function createBusinessApi(businessId: number) {
  const get = <Answer>(path: string, signal: AbortSignal) => requestJson<Answer>(path, { businessId, signal });
  const post = (path: string, more: { body?: object; idempotencyKey?: string } = {}) =>
    request(path, { method: 'POST', businessId, ...more });

  const change = (method: 'PATCH' | 'PUT', path: string, body: object) => request(path, { method, businessId, body });

  return {
    businessId,
    /** Those that need a person first, then the newest. */
    conversations: (cursor: string | null, signal: AbortSignal) =>
      get<Page<Conversation>>(`/api/conversations?${pageQuery(cursor)}`, signal),
    conversation: (id: string, signal: AbortSignal) => get<Conversation>(`/api/conversations/${id}`, signal),
    /** Newest first. */
    messages: (conversationId: string, cursor: string | null, signal: AbortSignal) =>
      get<Page<Message>>(`/api/conversations/${conversationId}/messages?${pageQuery(cursor)}`, signal),
    /** The newest of the signed-in person's. @param language of titles and bodies */
    notices: (language: string, signal: AbortSignal) =>
      get<Notices>(`/api/notifications?limit=${PAGE_SIZE}&language=${language}`, signal),
    markRead: (noticeId: string) => change('PATCH', `/api/notifications/${noticeId}`, { read: true }),
    markAllRead: () => change('PATCH', '/api/notifications', { read: true }),
    noticePreferences: (signal: AbortSignal) => get<NoticePreferences>('/api/notifications/preferences', signal),
    saveNoticePreferences: (preferences: NoticePreferences) =>
      change('PUT', '/api/notifications/preferences', preferences),
    /** Pushes a test to the person's devices. @throws Problem (409 when they have none) */
    testPush: () => post('/api/push/test'),
    /** The assistant falls silent. */
    takeOver: (conversationId: string) => post(`/api/conversations/${conversationId}/take-over`),
    /** The assistant answers again. */
    handBack: (conversationId: string) => post(`/api/conversations/${conversationId}/hand-back`),
    /** Queues a message of the signed-in person. @throws Problem (409 when the 24 hours are over) */
    write: (conversationId: string, text: string, idempotencyKey: string) =>
      post(`/api/conversations/${conversationId}/messages`, { body: { text }, idempotencyKey }),
    /**
     * Sends a message that failed, or of which nobody knows whether it arrived, once more as a new message.
     * The key is made from the message: however many people ask, it is sent again once.
     */
    sendAgain: (messageId: string) =>
      post(`/api/messages/${messageId}/send-again`, { idempotencyKey: `send-again-${messageId}` }),
    /** A link sends no header, so it names the business itself. */
    fileAddress: (messageId: string) => `/api/messages/${messageId}/file?business=${businessId}`,
  };
}

function pageQuery(cursor: string | null): URLSearchParams {
  return new URLSearchParams({ limit: String(PAGE_SIZE), ...(cursor === null ? {} : { cursor }) });
}

export const BusinessApiContext = createContext<BusinessApi | undefined>(undefined);

/** The business that was chosen. */
export function useBusinessApi(): BusinessApi {
  const api = useContext(BusinessApiContext);
  if (!api) throw new Error('No business was chosen above this component');
  return api;
}
