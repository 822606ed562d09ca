// The browsers a person wants to be notified on: theirs across all businesses, so the system role keeps them.
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Language } from '../../domain/conversations/language.ts';
import type { DeviceId, SignInId, UserId } from '../ids.ts';
import { pushSubscriptions } from '../schema/index.ts';
import type { BusinessTx, Database } from '../tenancy.ts';

/** A browser's subscription, as its `PushSubscription` says it. */
export interface NewDevice {
  userId: UserId;
  signInId: SignInId;
  endpoint: string;
  keys: { p256dh: string; auth: string };
  language: Language;
}

/** Each of them is one more request per notice: the oldest make room. */
const DEVICES_PER_PERSON = 20;

/**
 * Takes the device in, or over from whoever had it before. A sign-in has one device: a browser that subscribes anew
 * leaves its old endpoint behind.
 */
export async function addDevice(
  system: Database,
  { userId, signInId, endpoint, keys, language }: NewDevice,
): Promise<void> {
  const row = { userId, signInId, ...keys, language, state: 'active' as const };
  await system.transaction(async (tx) => {
    await tx
      .delete(pushSubscriptions)
      .where(and(eq(pushSubscriptions.signInId, signInId), ne(pushSubscriptions.endpoint, endpoint)));
    await tx
      .insert(pushSubscriptions)
      .values({ ...row, endpoint })
      .onConflictDoUpdate({ target: pushSubscriptions.endpoint, set: { ...row, createdAt: sql`now()` } });
    const surplus = tx
      .select({ id: pushSubscriptions.id })
      .from(pushSubscriptions)
      .where(eq(pushSubscriptions.userId, userId))
      .orderBy(sql`${pushSubscriptions.createdAt} desc`)
      .offset(DEVICES_PER_PERSON);
    await tx.delete(pushSubscriptions).where(inArray(pushSubscriptions.id, surplus));
  });
}

/** Forgets one of the person's own devices; another's is left as it is. */
export async function removeDevice(system: Database, userId: UserId, endpoint: string): Promise<void> {
  await system
    .delete(pushSubscriptions)
    .where(and(eq(pushSubscriptions.userId, userId), eq(pushSubscriptions.endpoint, endpoint)));
}

/** Whether the browser of that sign-in was subscribed and never unsubscribed, also when its push service has dropped it since. */
export async function isSubscribed(system: Database, signInId: SignInId): Promise<boolean> {
  return (await system.$count(pushSubscriptions, eq(pushSubscriptions.signInId, signInId))) > 0;
}

/** Whether a push can reach the person at all. */
export async function hasActiveDevice(tx: BusinessTx, userId: UserId): Promise<boolean> {
  const active = and(eq(pushSubscriptions.userId, userId), eq(pushSubscriptions.state, 'active'));
  return (await tx.$count(pushSubscriptions, active)) > 0;
}

/** Its push service says that the browser has dropped it: nothing is sent to that endpoint any more. */
export async function markDeviceGone(tx: BusinessTx, deviceId: DeviceId): Promise<void> {
  await tx.update(pushSubscriptions).set({ state: 'gone' }).where(eq(pushSubscriptions.id, deviceId));
}
