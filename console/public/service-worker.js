// Shows what is pushed to this browser, and opens what it is about. One scope, the whole page: two would show all twice.

/** @typedef {{ id: string, title: string, body: string, language: string, tag: string, businessId: number, conversationId: string | null }} Notice */

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

// The browser has changed the subscription by itself: what it was cannot be pushed to any more.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAnew()));

/** A newer notice about the same thing takes the older one's place and is heard; the same one again is not. @param {Notice} notice */
async function show(notice) {
  const { id, title, body, language, tag } = notice;
  const shown = await self.registration.getNotifications({ tag });
  const isRepeated = shown.some(({ data }) => data?.id === id);
  const dir = language === 'he' ? 'rtl' : 'ltr';
  await self.registration.showNotification(title, {
    body,
    tag,
    lang: language,
    dir,
    renotify: !isRepeated,
    silent: isRepeated,
    icon: '/favicon.svg',
    data: notice,
  });
}

/** @param {Notice} notice */
async function open(notice) {
  const { businessId, conversationId } = notice;
  const hash = conversationId === null ? '#/' : `#/conversations/${conversationId}`;
  const address = `/?business=${businessId}${hash}`;
  await Promise.all([bringUp(address), markRead(notice)]);
}

/** @param {string} address */
async function bringUp(address) {
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) return self.clients.openWindow(address);
  await page.focus();
  // A page that this worker does not control yet cannot be led anywhere: a new one is opened.
  return page.navigate(address).catch(() => self.clients.openWindow(address));
}

/** Best effort: it stays unread in the list if the session has ended. @param {Notice} notice */
async function markRead({ id, businessId }) {
  const headers = { 'content-type': 'application/json', 'x-business-id': String(businessId) };
  const body = JSON.stringify({ read: true });
  await fetch(`/api/notifications/${id}`, { method: 'PATCH', headers, body }).catch(() => undefined);
}

/**
 * Under the key that the page uses: not every browser names the subscription it has dropped, let alone its key. What does
 * not succeed here (signed out, no connection) the page does at the next visit.
 */
async function subscribeAnew() {
  const answer = await fetch('/api/push/public-key');
  if (!answer.ok) return;
  const { publicKey } = await answer.json();
  const options = { userVisibleOnly: true, applicationServerKey: publicKey };
  const subscription = await self.registration.pushManager.subscribe(options);
  const { endpoint, keys } = subscription.toJSON();
  const language = navigator.language.startsWith('he') ? 'he' : 'en';
  const body = JSON.stringify({ endpoint, keys, language });
  await fetch('/api/push/subscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
