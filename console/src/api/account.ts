// Signing in and out, and who is signed in.
import type { Me } from './answers.ts';
import { isSignedOut, request, requestJson } from './request.ts';

/** @returns null when nobody is signed in; @throws Problem */
export async function readMe(signal: AbortSignal): Promise<Me | null> {
  return requestJson<Me>('/api/me', { signal }).catch((error: unknown) => {
    if (isSignedOut(error)) return null;
    throw error;
  });
}

/** Sets the session cookie. @throws Problem (401 for a wrong e-mail or password, 429 after too many tries) */
export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await request('/api/sign-in', { method: 'POST', body: credentials });
}

/** Sets an invited account's first password; the link is used up. @throws Problem (404 for a link that is used or expired) */
export async function acceptInvitation({ token, password }: { token: string; password: string }): Promise<void> {
  await request(`/api/invitations/${encodeURIComponent(token)}`, { method: 'POST', body: { password } });
}

/** Ends the session. @throws Problem */
export async function signOut(): Promise<void> {
  await request('/api/sign-out', { method: 'POST' });
}
