// Adding a person to a business: an account, a membership, and for someone new the link that sets their password.
import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { BusinessId, UserId } from '../db/ids.ts';
import { addMember, type Member, type MemberRole, removeMember } from '../db/members.ts';
import { memberships } from '../db/schema/index.ts';
import type { Database, WithBusiness } from '../db/tenancy.ts';
import { accountFor, invite } from './accounts.ts';
import type { Auth } from './auth.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { AccessRole } from './plugins/access.ts';
import { conflict } from './problems.ts';

/** There is no mail service yet: whoever invites hands the link over. */
export const invitationSchema = z
  .object({ link: z.url(), expiresAt: z.date() })
  .nullable()
  .describe('Sets the password, once; shown only here. null: this person has an account and signs in with it');

/**
 * Nobody can prove yet that an e-mail is theirs, so whoever invites must get no hand on an account that is anybody
 * else's: neither by a link to one that another business has invited, nor by having made one that another business then
 * takes in. Only a system administrator, who asks people, adds an account that exists.
 * @throws Problem 409 when they are a member already, or have an account and the inviter may not add it
 */
export async function inviteMember(
  { auth, system, withBusiness, settings }: Pick<ApiDependencies, 'auth' | 'system' | 'withBusiness' | 'settings'>,
  businessId: BusinessId,
  { email, displayName, role }: { email: string; displayName: string; role: MemberRole },
  invitedBy: AccessRole | 'api-key',
): Promise<{ member: Member; invitation: z.infer<typeof invitationSchema> }> {
  const { userId, claimed } = await accountFor(auth, { email, name: displayName });
  const person = { userId, email, displayName, role };
  const mayTakeIn = invitedBy === 'system_admin';
  if (claimed && !mayTakeIn) await refuseUnlessMember(withBusiness, businessId, person);
  const member = await withBusiness(businessId, (tx) => addMember(tx, person));
  if (!member) throw conflict(`${email} is a member of this business already.`);
  // Looked at after the membership is there: of two businesses that invite somebody at once, neither misses the other.
  const taken = claimed || (await worksElsewhere(system, userId, businessId));
  if (taken && !mayTakeIn) {
    await withBusiness(businessId, (tx) => removeMember(tx, userId));
    throw hasAccount(email);
  }
  return { member, invitation: taken ? null : await linkFor(auth, userId, settings.publicUrl) };
}

const hasAccount = (email: string) =>
  conflict(`${email} has an account already: ask your system administrator to add it to this business.`);

/** @throws Problem 409, unless they work here already, which has an answer of its own */
async function refuseUnlessMember(
  withBusiness: WithBusiness,
  businessId: BusinessId,
  { userId, email }: { userId: UserId; email: string },
): Promise<void> {
  const here = await withBusiness(businessId, (tx) => tx.$count(memberships, eq(memberships.userId, userId)));
  if (here === 0) throw hasAccount(email);
}

async function worksElsewhere(system: Database, userId: UserId, businessId: BusinessId): Promise<boolean> {
  const there = and(eq(memberships.userId, userId), ne(memberships.businessId, businessId));
  return (await system.$count(memberships, there)) > 0;
}

async function linkFor(auth: Auth, userId: UserId, publicUrl: string) {
  const { token, expiresAt } = await invite(auth, userId);
  // Behind the #, so that the token reaches no server's log.
  return { link: `${publicUrl}/#/invitations/${token}`, expiresAt };
}
