// The only way to a database handle in routes and activities: a short transaction inside one business.
import { sql } from 'drizzle-orm';
import type { NodePgDatabase, NodePgTransaction } from 'drizzle-orm/node-postgres';
import type { ExtractTablesWithRelations } from 'drizzle-orm/relations';
import { appendEvents, type BusinessEvent } from './events.ts';
import type { BusinessId } from './ids.ts';
import type * as schema from './schema/index.ts';

export type Schema = typeof schema;
export type Database = NodePgDatabase<Schema>;

/** A transaction that sees and writes the rows of one business. */
export type BusinessTx = NodePgTransaction<Schema, ExtractTablesWithRelations<Schema>> & {
  readonly businessId: BusinessId;
  /** Tells live readers what changed; written once, as the last statement before the commit. */
  publish(event: BusinessEvent): void;
  /** Runs after the commit, never when it fails. Must not throw. */
  afterCommit(effect: () => void): void;
};

/** Opens a transaction inside one business. No call to a provider belongs in `work`: it holds locks. */
export type WithBusiness = <Result>(
  businessId: BusinessId,
  work: (tx: BusinessTx) => Promise<Result>,
) => Promise<Result>;

export function createWithBusiness(database: Database): WithBusiness {
  return async (businessId, work) => {
    const published: BusinessEvent[] = [];
    const effects: Array<() => void> = [];
    const result = await database.transaction(async (plain) => {
      await plain.execute(sql`select set_config('app.business_id', ${String(businessId)}, true)`);
      const tx: BusinessTx = Object.assign(plain, {
        businessId,
        publish: (event: BusinessEvent) => void published.push(event),
        afterCommit: (effect: () => void) => void effects.push(effect),
      });
      const value = await work(tx);
      await appendEvents(tx, published);
      return value;
    });
    for (const effect of effects) effect();
    return result;
  };
}
