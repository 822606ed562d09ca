// People and programs that use the API: signed in without its sign-in route, whose rate limit is five a minute.
import { randomUUID } from 'node:crypto';
import type { BusinessId, UserId } from '../../src/db/ids.ts';
import { apiKeys, memberships } from '../../src/db/schema/index.ts';
import type { WithBusiness } from '../../src/db/tenancy.ts';
import type { Auth } from '../../src/http/auth.ts';
import { hashOfKey } from '../../src/http/principal.ts';

export const PASSWORD = 'correct horse battery';

export interface Person {
  userId: UserId;
  email: string;
  /** Signed in. For `inject` and `fetch`. */
  headers: { cookie: string };
}

interface Parts {
  auth: Auth;
  withBusiness: WithBusiness;
}

/** Someone with an account, {@link PASSWORD} and a session, and no business. */
export async function createPerson(
  { auth }: Pick<Parts, 'auth'>,
  { name = 'Dana', email = `${randomUUID()}@example.test`, systemAdmin = false } = {},
): Promise<Person> {
  const { user } = await auth.api.signUpEmail({ body: { name, email, password: PASSWORD } });
  if (systemAdmin) await (await auth.$context).internalAdapter.updateUser(user.id, { systemAdmin });
  return { userId: user.id as UserId, email, headers: await signedIn(auth, email) };
}

/** Another session of the same person. */
export async function signedIn(auth: Auth, email: string, password = PASSWORD): Promise<{ cookie: string }> {
  const { headers } = await auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
  return { cookie: cookieOf(headers.getSetCookie()) };
}

/** What a browser sends back of `set-cookie`. */
export function cookieOf(setCookie: readonly string[]): string {
  return setCookie.map((one) => one.split(';')[0]).join('; ');
}

/** A person who works for the business. */
export async function createMember(
  parts: Parts,
  businessId: BusinessId,
  role: 'owner' | 'admin' | 'agent',
  displayName = `The ${role}`,
): Promise<Person> {
  const person = await createPerson(parts, { name: displayName });
  await join(parts, businessId, person, role, displayName);
  return person;
}

export async function join(
  { withBusiness }: Pick<Parts, 'withBusiness'>,
  businessId: BusinessId,
  { userId, email }: Person,
  role: 'owner' | 'admin' | 'agent',
  displayName = `The ${role}`,
): Promise<void> {
  await withBusiness(businessId, (tx) =>
    tx.insert(memberships).values({ businessId, userId, role, displayName, email }),
  );
}

/** A program's key. */
export async function createKey(
  { withBusiness }: Pick<Parts, 'withBusiness'>,
  businessId: BusinessId,
  scopes: ('read' | 'write')[],
  createdBy = 'nobody' as UserId,
): Promise<{ headers: { authorization: string } }> {
  const prefix = randomUUID().slice(0, 8);
  const key = `psk_${prefix}_${randomUUID()}`;
  await withBusiness(businessId, (tx) =>
    tx.insert(apiKeys).values({ businessId, name: 'A program', prefix, hash: hashOfKey(key), scopes, createdBy }),
  );
  return { headers: { authorization: `Bearer ${key}` } };
}
