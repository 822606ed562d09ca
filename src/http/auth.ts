// Sign-in by better-auth, with its own schema and database role.
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import * as schema from '../db/schema/auth.ts';
import type { Database } from '../db/tenancy.ts';

export interface AuthSettings {
  secret: string;
  publicUrl: string;
  production: boolean;
}

export type Auth = ReturnType<typeof createAuth>;

/** @param database a connection of the auth role */
export function createAuth(database: Database, { secret, publicUrl, production }: AuthSettings) {
  return betterAuth({
    database: drizzleAdapter(database, { provider: 'pg', schema }),
    secret,
    baseURL: publicUrl,
    basePath: '/api/auth',
    // Its own HTTP handler is not mounted: people are invited (routes/members.ts), nobody signs up.
    emailAndPassword: { enabled: true, autoSignIn: false, minPasswordLength: 10, maxPasswordLength: 128 },
    user: { additionalFields: { systemAdmin: { type: 'boolean', input: false, defaultValue: false } } },
    // A revoked session must end at once: nothing about it is kept in the cookie.
    session: { expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24, cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: 'prosaas',
      useSecureCookies: production,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    // The token of an invitation opens an account: a reader of the database must not find it.
    verification: { storeIdentifier: 'hashed' },
    // A wrong password is no event of ours; what goes wrong is thrown.
    logger: { level: 'error' },
    // Ours is at the routes (plugins/rate-limits.ts).
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions);
}
