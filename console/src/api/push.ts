// The browsers that the signed-in person is notified on.
import { request, requestJson } from './request.ts';

/** What a browser subscribes with, base64url. @throws Problem */
export async function readPublicKey(): Promise<string> {
  return (await requestJson<{ publicKey: string }>('/api/push/public-key')).publicKey;
}

/** Whether the server takes this browser to be one that its person wants to be notified on. @throws Problem */
export async function isSubscribed(): Promise<boolean> {
  return (await requestJson<{ subscribed: boolean }>('/api/push/subscription')).subscribed;
}

/** This browser is the signed-in person's from now on. @throws Problem */
export async function subscribe(subscription: PushSubscription, language: string): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await request('/api/push/subscribe', { method: 'POST', body: { endpoint, keys, language } });
}

/** @throws Problem */
export async function unsubscribe(endpoint: string): Promise<void> {
  await request('/api/push/unsubscribe', { method: 'POST', body: { endpoint } });
}
