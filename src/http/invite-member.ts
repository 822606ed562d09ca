// Adding a person to a business: an account, a membership, and for someone new the link that sets their password.
import { z } from 'zod';
import type { BusinessId } from '../db/ids.ts';
import { addMember, type Member, type MemberRole } from '../db/members.ts';
import { accountFor } from './accounts.ts';
import type { ApiDependencies } from './dependencies.ts';
import { conflict } from './problems.ts';

/** There is no mail service yet: whoever invites hands the link over. */
export const invitationSchema = z
  .object({ link: z.url(), expiresAt: z.date() })
  .nullable()
  .describe('Sets the password, once; shown only here. null: this person has an account and signs in with it');

/** @throws Problem 409 when they are a member already */
export async function inviteMember(
  { auth, withBusiness, settings }: Pick<ApiDependencies, 'auth' | 'withBusiness' | 'settings'>,
  businessId: BusinessId,
  { email, displayName, role }: { email: string; displayName: string; role: MemberRole },
): Promise<{ member: Member; invitation: z.infer<typeof invitationSchema> }> {
  const { userId, invitation } = await accountFor(auth, { email, name: displayName });
  const member = await withBusiness(businessId, (tx) => addMember(tx, { userId, email, displayName, role }));
  if (!member) throw conflict(`${email} is a member of this business already.`);
  return {
    member,
    invitation: invitation && {
      // Behind the #, so that the token reaches no server's log.
      link: `${settings.publicUrl}/#/invitations/${invitation.token}`,
      expiresAt: invitation.expiresAt,
    },
  };
}
