// People of a business and the browsers they want to be notified on.
import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { connect } from '../../src/db/connections.ts';
import type { BusinessId, SignInId, UserId } from '../../src/db/ids.ts';
import { addDevice } from '../../src/db/notifications/devices.ts';
import { type NewNotification, notify } from '../../src/db/notifications/notify.ts';
import { session, user } from '../../src/db/schema/auth.ts';
import { memberships, notifications, pushDeliveries, pushSubscriptions } from '../../src/db/schema/index.ts';
import type { World } from '../support/world.ts';

/** Someone who works for the business, signed in on as many browsers as the test wants. */
export interface Colleague {
  userId: UserId;
  /** Subscribes a browser of a sign-in of its own. */
  subscribe(language?: 'he' | 'en'): Promise<ReturnType<World['pushService']['subscribe']>>;
}

/** A member with an account but without a password: nobody signs in. */
export async function hireColleague(
  world: World,
  businessId: BusinessId,
  role: 'owner' | 'agent' = 'agent',
): Promise<Colleague> {
  const userId = randomUUID() as UserId;
  await world.withBusiness(businessId, (tx) =>
    tx.insert(memberships).values({ businessId, userId, role, displayName: 'Noa', email: `${userId}@example.test` }),
  );
  await asSignIn(world, (auth) =>
    auth.insert(user).values({ id: userId, name: 'Noa', email: `${userId}@example.test` }),
  );
  return {
    userId,
    async subscribe(language = 'en') {
      const browser = world.pushService.subscribe(world.config.push.publicKey);
      const signInId = randomUUID() as SignInId;
      const row = { id: signInId, token: randomUUID(), userId, expiresAt: new Date(Date.now() + 60_000) };
      await asSignIn(world, (auth) => auth.insert(session).values(row));
      await addDevice(world.system, { userId, signInId, endpoint: browser.endpoint, keys: browser.keys, language });
      return browser;
    },
  };
}

async function asSignIn(
  world: World,
  work: (auth: ReturnType<typeof connect>['database']) => Promise<unknown>,
): Promise<void> {
  const auth = connect(world.config.database.authUrl, { name: 'test-auth', max: 1 });
  await work(auth.database);
  await auth.close();
}

let made = 0;

/** A notice of a missed call to everyone, unless said otherwise. */
export function aNotice(more: Partial<NewNotification> = {}): NewNotification {
  made += 1;
  return {
    kind: 'missed-call',
    about: { kind: 'call', callId: `call-${made}` },
    values: { name: 'Dana' },
    to: 'everyone',
    key: `call-${made}`,
    pointlessAfter: new Date(Date.now() + 60 * 60_000),
    ...more,
  } as NewNotification;
}

/** Raises it the way the product does. */
export const raise = (world: World, businessId: BusinessId, notification: NewNotification): Promise<void> =>
  world.withBusiness(businessId, (tx) => notify(tx, world.jobs, notification, 'a-test'));

/** The business's notices, oldest first. */
export const noticesOf = (world: World, businessId: BusinessId) =>
  world.withBusiness(businessId, (tx) => tx.select().from(notifications).orderBy(asc(notifications.id)));

/** What became of each push, by browser. */
export const deliveriesOf = (world: World, businessId: BusinessId) =>
  world.withBusiness(businessId, (tx) =>
    tx
      .select({
        endpoint: pushSubscriptions.endpoint,
        state: pushDeliveries.state,
        attempts: pushDeliveries.attempts,
        reason: pushDeliveries.reason,
      })
      .from(pushDeliveries)
      .innerJoin(pushSubscriptions, eq(pushSubscriptions.id, pushDeliveries.deviceId)),
  );
