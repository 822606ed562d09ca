// Who may do what: every route of a business says whom it lets in, and learns which business it works for.
import { and, eq } from 'drizzle-orm';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { BusinessId, UserId } from '../../db/ids.ts';
import { businesses, memberships } from '../../db/schema/index.ts';
import type { Database } from '../../db/tenancy.ts';
import type { Auth } from '../auth.ts';
import { type Principal, readPrincipal } from '../principal.ts';
import { badRequest, forbidden, notFound, unauthorized } from '../problems.ts';

/** In growing order of what they may do. `system_admin` stands across businesses. */
export const ROLES = ['agent', 'admin', 'owner', 'system_admin'] as const;
export type AccessRole = (typeof ROLES)[number];

/** One request's way into one business. */
export interface Access {
  businessId: BusinessId;
  role: AccessRole | 'api-key';
  /** The person, or the one who made the key. */
  userId: UserId;
}

export interface Demand {
  /** The least role that may. A key with the scope may what an admin may. */
  atLeast: AccessRole;
  scope: 'read' | 'write';
}

declare module 'fastify' {
  interface FastifyInstance {
    /** A pre-handler: lets in whom the demand names, and sets `request.access`. */
    inBusiness(demand: Demand): (request: FastifyRequest) => Promise<void>;
    /** A pre-handler: a signed-in person in one of their businesses, no program; sets `request.access`. */
    asMember(request: FastifyRequest): Promise<void>;
    /** A pre-handler: any signed-in person; sets `request.user`. */
    signedIn(request: FastifyRequest): Promise<void>;
    /** A pre-handler: system administrators only; sets `request.user`. */
    systemAdmin(request: FastifyRequest): Promise<void>;
  }
  interface FastifyRequest {
    /** Set by `inBusiness`. */
    access: Access;
    /** Set by `signedIn` and `systemAdmin`. */
    user: Extract<Principal, { kind: 'user' }>;
  }
}

export const access = fp<{ auth: Auth; system: Database }>(
  async (app: FastifyInstance, { auth, system }) => {
    app.decorateRequest('access');
    app.decorateRequest('user');

    const principalOf = async (request: FastifyRequest) => {
      const principal = await readPrincipal(request, auth, system);
      if (!principal) throw unauthorized('Sign in, or send an API key: Authorization: Bearer psk_…');
      return principal;
    };
    const userOf = async (request: FastifyRequest) => {
      const principal = await principalOf(request);
      if (principal.kind !== 'user')
        throw forbidden('An API key belongs to a business, not to a person: sign in for this.');
      return principal;
    };

    app.decorate('inBusiness', (demand: Demand) => async (request: FastifyRequest) => {
      const principal = await principalOf(request);
      request.access =
        principal.kind === 'api-key'
          ? accessByKey(principal, demand)
          : await accessByMembership(system, principal, demand, wantedBusiness(request));
    });
    app.decorate('asMember', async (request: FastifyRequest) => {
      const demand = { atLeast: 'agent', scope: 'write' } as const;
      request.access = await accessByMembership(system, await userOf(request), demand, wantedBusiness(request));
    });
    app.decorate('signedIn', async (request: FastifyRequest) => {
      request.user = await userOf(request);
    });
    app.decorate('systemAdmin', async (request: FastifyRequest) => {
      const user = await userOf(request);
      if (!user.systemAdmin) throw forbidden('Only a system administrator may do this.');
      request.user = user;
    });
  },
  { name: 'access' },
);

/**
 * `X-Business-Id` chooses among several; someone with one business need not say which.
 * A browser's EventSource and its links cannot send headers: for them `?business=` says the same.
 */
function wantedBusiness(request: FastifyRequest): BusinessId | undefined {
  // From the raw URL: a route's own schema has already dropped what it does not name.
  const asked = new URLSearchParams(request.url.split('?')[1]).get('business');
  const wanted = request.headers['x-business-id'] ?? asked;
  if (wanted === null || wanted === '') return undefined;
  if (typeof wanted !== 'string' || !/^[1-9]\d{0,14}$/.test(wanted)) {
    throw badRequest('The header X-Business-Id must be a whole number.', [
      { field: 'headers.x-business-id', reason: 'must be a whole number' },
    ]);
  }
  return Number(wanted) as BusinessId;
}

function accessByKey(key: Extract<Principal, { kind: 'api-key' }>, { atLeast, scope }: Demand): Access {
  if (!key.scopes.includes(scope)) throw forbidden(`This API key lacks the scope "${scope}".`);
  if (ROLES.indexOf(atLeast) > ROLES.indexOf('admin'))
    throw forbidden('An API key may not do this: sign in as an owner.');
  return { businessId: key.businessId, role: 'api-key', userId: key.createdBy };
}

async function accessByMembership(
  system: Database,
  user: Extract<Principal, { kind: 'user' }>,
  { atLeast }: Demand,
  wanted: BusinessId | undefined,
): Promise<Access> {
  const mine = await system
    .select({ businessId: memberships.businessId, role: memberships.role })
    .from(memberships)
    .innerJoin(businesses, and(eq(businesses.id, memberships.businessId), eq(businesses.state, 'active')))
    .where(eq(memberships.userId, user.userId));
  if (user.systemAdmin && wanted !== undefined) {
    if ((await system.$count(businesses, eq(businesses.id, wanted))) === 0) throw notFound('business');
    return { businessId: wanted, role: 'system_admin', userId: user.userId };
  }
  const chosen = wanted === undefined ? mine : mine.filter(({ businessId }) => businessId === wanted);
  const [membership, another] = chosen;
  if (!membership) throw forbidden('You are not a member of this business.');
  if (another) throw badRequest('You work for several businesses: say which with the header X-Business-Id.');
  if (ROLES.indexOf(membership.role) < ROLES.indexOf(atLeast)) {
    throw forbidden(`This needs the role ${atLeast}; yours is ${membership.role}.`);
  }
  return { ...membership, userId: user.userId };
}
