// This browser as a device that can be pushed to: its permission, its service worker, its subscription.
import { isSubscribed, readPublicKey, subscribe, unsubscribe } from '../api/push.ts';

/** `denied`: the person has blocked notifications, which only they can undo. */
export type DeviceState = 'unsupported' | 'denied' | 'off' | 'on';

/** In console/public: served from the root, so that it may open any page. */
const SERVICE_WORKER = '/service-worker.js';

export async function readDevice(): Promise<DeviceState> {
  if (!canBeNotified()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return (await currentSubscription()) ? 'on' : 'off';
}

/** Asks the person for permission, then the browser for a subscription. @throws Problem, or the browser's own refusal */
export async function switchOn(language: string): Promise<void> {
  if ((await Notification.requestPermission()) === 'granted') await subscribeBrowser(language);
}

/** @throws Problem */
export async function switchOff(): Promise<void> {
  const subscription = await currentSubscription();
  if (!subscription) return;
  await unsubscribe(subscription.endpoint);
  await subscription.unsubscribe();
}

/**
 * Tells the server that a browser which is subscribed is the signed-in person's, under today's key. A browser may drop its
 * subscription without a word: that the server still has it says that the person wants another one.
 * @throws Problem, or the browser's own refusal
 */
export async function keepDevice(language: string): Promise<void> {
  if (!canBeNotified() || Notification.permission !== 'granted') return;
  if ((await currentSubscription()) || (await isSubscribed())) await subscribeBrowser(language);
}

/** Without the server, which forgets a browser when its person signs out. Never throws. */
export async function forgetDevice(): Promise<void> {
  const subscription = await currentSubscription().catch(() => null);
  // What remains in the browser leads nowhere: the server has no row for it.
  await subscription?.unsubscribe().catch(() => false);
}

const canBeNotified = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function subscribeBrowser(language: string): Promise<void> {
  await navigator.serviceWorker.register(SERVICE_WORKER);
  const registration = await navigator.serviceWorker.ready;
  await subscribe(await subscriptionFor(registration, await readPublicKey()), language);
}

async function currentSubscription(): Promise<PushSubscription | null> {
  if (!('serviceWorker' in navigator)) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** The one there is, unless it was made for a key that is not ours any more. */
async function subscriptionFor(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  const existing = await registration.pushManager.getSubscription();
  if (existing && base64url(existing.options.applicationServerKey) === publicKey) return existing;
  await existing?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function base64url(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
