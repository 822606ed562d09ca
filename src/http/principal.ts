// Who asks: a signed-in user, or a business's own API key.
import { createHash, timingSafeEqual } from 'node:crypto';
import { fromNodeHeaders } from 'better-auth/node';
import { and, eq, getTableColumns, isNull, lt, or, sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import type { ApiKeyId, BusinessId, SignInId, UserId } from '../db/ids.ts';
import { apiKeys, businesses } from '../db/schema/index.ts';
import type { Database } from '../db/tenancy.ts';
import type { Auth } from './auth.ts';

/** Someone who can sign in. */
export interface Person {
  userId: UserId;
  name: string;
  email: string;
  systemAdmin: boolean;
}

export type Principal =
  /** `signInId`: this sign-in of theirs, on one browser. */
  | ({ kind: 'user'; signInId: SignInId } & Person)
  | {
      kind: 'api-key';
      keyId: ApiKeyId;
      businessId: BusinessId;
      scopes: readonly ('read' | 'write')[];
      createdBy: UserId;
    };

/** `psk_`, eight characters that are kept to tell keys apart, and the secret. */
export const API_KEY = /^psk_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{32,}$/;

/** SHA-256, hex: what is stored of a key. Keys are long and random, so no slow hash is needed. */
export const hashOfKey = (key: string) => createHash('sha256').update(key).digest('hex');

/** @returns undefined when the request carries neither a session nor a key that holds */
export async function readPrincipal(
  request: FastifyRequest,
  auth: Auth,
  system: Database,
): Promise<Principal | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return readApiKey(bearer, system);
  if (!request.headers.cookie) return undefined;
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  if (!session) return undefined;
  return { kind: 'user', signInId: session.session.id as SignInId, ...personOf(session.user) };
}

/** From better-auth's user. */
export function personOf(user: {
  id: string;
  name: string;
  email: string;
  systemAdmin?: boolean | null | undefined;
}): Person {
  const { id, name, email, systemAdmin } = user;
  return { userId: id as UserId, name, email, systemAdmin: Boolean(systemAdmin) };
}

async function readApiKey(key: string, system: Database): Promise<Principal | undefined> {
  const prefix = API_KEY.exec(key)?.[1];
  if (prefix === undefined) return undefined;
  const hash = Buffer.from(hashOfKey(key));
  const candidates = await system
    .select(getTableColumns(apiKeys))
    .from(apiKeys)
    .innerJoin(businesses, and(eq(businesses.id, apiKeys.businessId), eq(businesses.state, 'active')))
    .where(and(eq(apiKeys.prefix, prefix), isNull(apiKeys.revokedAt)));
  const row = candidates.find((candidate) => timingSafeEqual(Buffer.from(candidate.hash), hash));
  if (!row) return undefined;
  await noteUse(system, row.id);
  return { kind: 'api-key', keyId: row.id, businessId: row.businessId, scopes: row.scopes, createdBy: row.createdBy };
}

/** Once a minute is enough to see which keys are in use. */
async function noteUse(system: Database, keyId: ApiKeyId): Promise<void> {
  await system
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(
      and(
        eq(apiKeys.id, keyId),
        or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`)),
      ),
    );
}
