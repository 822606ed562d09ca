// People's accounts, through better-auth's own calls: its HTTP handler is not mounted, its refusals become problems here.
import { randomBytes } from 'node:crypto';
import { APIError } from 'better-auth/api';
import { fromNodeHeaders } from 'better-auth/node';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserId } from '../db/ids.ts';
import type { Auth } from './auth.ts';
import { type Person, personOf } from './principal.ts';
import { badRequest, Problem, unauthorized } from './problems.ts';

/** How long the link of an invitation holds. */
const INVITATION_MS = 7 * 24 * 60 * 60_000;

/** A link that sets a password, once. The token is shown to the one who invites and kept nowhere but in `auth`. */
export interface Invitation {
  token: string;
  expiresAt: Date;
}

/**
 * Signs in and sets the session's cookie.
 * @returns who it is
 * @throws Problem 401, the same for an unknown e-mail, a wrong password and an account that has none yet
 */
export async function signIn(
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  body: { email: string; password: string },
): Promise<Person> {
  const call = auth.api.signInEmail({ body, headers: fromNodeHeaders(request.headers), returnHeaders: true });
  const { headers, response } = await refusedAs(unauthorized('E-mail or password is wrong.'), call);
  passCookies(reply, headers);
  return personOf(response.user);
}

/** Ends the session and takes its cookie back; without a session nothing happens. */
export async function signOut(auth: Auth, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { headers } = await auth.api.signOut({ headers: fromNodeHeaders(request.headers), returnHeaders: true });
  passCookies(reply, headers);
}

/**
 * Changes the password of the one who is signed in. Every session ends; this one goes on under a new cookie.
 * @throws Problem 400 when the current password is wrong
 */
export async function changePassword(
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  passwords: { currentPassword: string; newPassword: string },
): Promise<void> {
  const wrong = 'The current password is wrong.';
  const call = auth.api.changePassword({
    body: { ...passwords, revokeOtherSessions: true },
    headers: fromNodeHeaders(request.headers),
    returnHeaders: true,
  });
  const { headers } = await refusedAs(badRequest(wrong, [{ field: 'body.currentPassword', reason: 'is wrong' }]), call);
  passCookies(reply, headers);
}

/** The account of someone who is invited, made when there is none. `claimed`: its password has been set. */
export async function accountFor(
  auth: Auth,
  person: { email: string; name: string },
): Promise<{ userId: UserId; claimed: boolean }> {
  const { user, accounts } = (await findAccount(auth, person.email)) ?? (await makeAccount(auth, person));
  return { userId: user.id as UserId, claimed: accounts.some(({ providerId }) => providerId === 'credential') };
}

/**
 * Sets the password of an invited account; the link is used up.
 * @throws Problem 404 when the link was used, has expired or never was
 */
export async function acceptInvitation(auth: Auth, token: string, newPassword: string): Promise<void> {
  const gone = new Problem(404, 'Not found', 'This link has been used or has expired: ask to be invited again.');
  await refusedAs(gone, auth.api.resetPassword({ body: { token, newPassword } }));
}

async function findAccount(auth: Auth, email: string) {
  return (await auth.$context).internalAdapter.findUserByEmail(email, { includeAccounts: true });
}

async function makeAccount(auth: Auth, { email, name }: { email: string; name: string }) {
  const { internalAdapter } = await auth.$context;
  try {
    const user = await internalAdapter.createUser(
      { email, name, emailVerified: false, systemAdmin: false },
      { method: 'email-password' },
    );
    return { user, accounts: [] };
  } catch (error) {
    // Invited twice at the same moment: the other one has made it.
    const made = await findAccount(auth, email);
    if (made) return made;
    throw error;
  }
}

/**
 * A link that gives an unclaimed account its password; a new one ends those before it. The token is one of better-auth's
 * own for a forgotten password.
 */
export async function invite(auth: Auth, userId: UserId): Promise<Invitation> {
  const { adapter, internalAdapter } = await auth.$context;
  await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: userId }] });
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + INVITATION_MS);
  await internalAdapter.createVerificationValue({ identifier: `reset-password:${token}`, value: userId, expiresAt });
  return { token, expiresAt };
}

/** better-auth refuses with an `APIError`; anything else (no database) stays what it is. */
async function refusedAs<Result>(problem: Problem, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof APIError ? problem : error;
  }
}

function passCookies(reply: FastifyReply, headers: Headers): void {
  reply.header('set-cookie', headers.getSetCookie());
}
