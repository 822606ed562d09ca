// Whom an activity works for: one business, checked before it runs and known while it runs, or the system.
import { AsyncLocalStorage } from 'node:async_hooks';
import { eq } from 'drizzle-orm';
import type { BusinessId } from '../db/ids.ts';
import { businesses } from '../db/schema/index.ts';
import type { BusinessTx, Database, WithBusiness } from '../db/tenancy.ts';
import type { Logger } from '../telemetry/log.ts';
import { failure } from './failures.ts';

/** Around one run of an activity. */
export interface ActivityScope {
  /** None in a job of the system: it has no way into any business's rows. */
  readonly businessId: BusinessId | undefined;
  readonly traceId: string;
  readonly log: Logger;
}

const scopes = new AsyncLocalStorage<ActivityScope>();

/** Runs `work` inside a scope; only the worker's interceptor does that. */
export const runInScope = <Result>(scope: ActivityScope, work: () => Promise<Result>): Promise<Result> =>
  scopes.run(scope, work);

/** @throws BusinessUnavailable in a job of the system; an Error outside an activity */
export function currentScope(): ActivityScope & { readonly businessId: BusinessId } {
  const { businessId, ...scope } = anyScope();
  if (businessId === undefined) throw failure('BusinessUnavailable', 'A job of the system has no business');
  return { ...scope, businessId };
}

/** @throws BusinessUnavailable in a business's job; an Error outside an activity */
export function currentSystemScope(): ActivityScope & { readonly businessId: undefined } {
  const { businessId, ...scope } = anyScope();
  if (businessId !== undefined)
    throw failure('BusinessUnavailable', 'Only a job of the system looks across businesses');
  return { ...scope, businessId };
}

function anyScope(): ActivityScope {
  const scope = scopes.getStore();
  if (!scope) throw new Error('Only an activity has a scope');
  return scope;
}

/** Opens a short transaction inside the activity's business. */
export type InBusiness = <Result>(work: (tx: BusinessTx) => Promise<Result>) => Promise<Result>;

export const createInBusiness =
  (withBusiness: WithBusiness): InBusiness =>
  async (work) =>
    withBusiness(currentScope().businessId, work);

/** Works with the system role: the named tables it is granted, across businesses. */
export type InSystem = <Result>(work: (system: Database) => Promise<Result>) => Promise<Result>;

/** For activities of the system's own jobs; a business's job that calls one is refused. */
export const createInSystem =
  (system: Database): InSystem =>
  async (work) => {
    currentSystemScope();
    return work(system);
  };

/** A business that was active is taken to be so for this long. */
const TRUSTED_FOR_MS = 5_000;

/**
 * @returns a check that throws BusinessUnavailable (not retryable) for a business that is missing or inactive; a look-up
 * that fails throws as it is, and is retried
 */
export function createBusinessCheck(system: Database): (businessId: BusinessId | undefined) => Promise<BusinessId> {
  const activeUntil = new Map<BusinessId, number>();
  return async (businessId) => {
    if (businessId === undefined) throw failure('BusinessUnavailable', 'The workflow ID names no business');
    if ((activeUntil.get(businessId) ?? 0) > Date.now()) return businessId;
    const [business] = await system
      .select({ state: businesses.state })
      .from(businesses)
      .where(eq(businesses.id, businessId));
    if (business?.state !== 'active') {
      activeUntil.delete(businessId);
      throw failure('BusinessUnavailable', `Business ${businessId} ${business ? 'is not active' : 'does not exist'}`);
    }
    activeUntil.set(businessId, Date.now() + TRUSTED_FOR_MS);
    return businessId;
  };
}
