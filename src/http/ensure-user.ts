// A user who must exist, with a given password: for set-up only, since it overwrites the password of one who does.
import type { UserId } from '../db/ids.ts';
import type { Auth } from './auth.ts';

export interface WantedUser {
  email: string;
  name: string;
  password: string;
}

/** Makes the user, or gives the one who has that e-mail this password. Existing sessions stay. */
export async function ensureUser(auth: Auth, { email, name, password }: WantedUser): Promise<UserId> {
  const { internalAdapter, password: hasher } = await auth.$context;
  const found = await internalAdapter.findUserByEmail(email);
  if (found) {
    await internalAdapter.updatePassword(found.user.id, await hasher.hash(password));
    return found.user.id as UserId;
  }
  const { user } = await auth.api.signUpEmail({ body: { email, name, password } });
  return user.id as UserId;
}
