// The people of one business and their roles.
import { asc, eq } from 'drizzle-orm';
import type { UserId } from './ids.ts';
import { memberships } from './schema/index.ts';
import type { BusinessTx } from './tenancy.ts';

export type Member = Omit<typeof memberships.$inferSelect, 'businessId'>;
export type MemberRole = Member['role'];

const shown = {
  userId: memberships.userId,
  email: memberships.email,
  displayName: memberships.displayName,
  role: memberships.role,
  createdAt: memberships.createdAt,
};

export async function readMembers(tx: BusinessTx): Promise<Member[]> {
  return tx.select(shown).from(memberships).orderBy(asc(memberships.createdAt), asc(memberships.userId));
}

/** As {@link readMembers}, and nobody else changes them until the commit: two owners must not remove each other at once. */
export async function lockMembers(tx: BusinessTx): Promise<Member[]> {
  return tx.select(shown).from(memberships).orderBy(asc(memberships.userId)).for('update');
}

/** @returns undefined when they are a member already */
export async function addMember(tx: BusinessTx, member: Omit<Member, 'createdAt'>): Promise<Member | undefined> {
  const [added] = await tx
    .insert(memberships)
    .values({ businessId: tx.businessId, ...member })
    .onConflictDoNothing()
    .returning(shown);
  return added;
}

export async function changeRole(tx: BusinessTx, userId: UserId, role: MemberRole): Promise<void> {
  await tx.update(memberships).set({ role }).where(eq(memberships.userId, userId));
}

export async function removeMember(tx: BusinessTx, userId: UserId): Promise<void> {
  await tx.delete(memberships).where(eq(memberships.userId, userId));
}
