// Which business an activity works for: checked before it runs, known while it runs.
import { AsyncLocalStorage } from 'node:async_hooks';
import { eq } from 'drizzle-orm';
import type { BusinessId } from '../db/ids.ts';
import { businesses } from '../db/schema/index.ts';
import type { BusinessTx, Database, WithBusiness } from '../db/tenancy.ts';
import type { Logger } from '../telemetry/log.ts';
import { failure } from './failures.ts';

/** Around one run of an activity. */
export interface ActivityScope {
  readonly businessId: BusinessId;
  readonly traceId: string;
  readonly log: Logger;
}

const scopes = new AsyncLocalStorage<ActivityScope>();

/** Runs `work` inside a scope; only the worker's interceptor does that. */
export const runInScope = <Result>(scope: ActivityScope, work: () => Promise<Result>): Promise<Result> =>
  scopes.run(scope, work);

/** @throws outside an activity */
export function currentScope(): ActivityScope {
  const scope = scopes.getStore();
  if (!scope) throw new Error('Only an activity has a business');
  return scope;
}

/** Opens a short transaction inside the activity's business. */
export type InBusiness = <Result>(work: (tx: BusinessTx) => Promise<Result>) => Promise<Result>;

export const createInBusiness =
  (withBusiness: WithBusiness): InBusiness =>
  (work) =>
    withBusiness(currentScope().businessId, work);

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
