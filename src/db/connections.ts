// Connection pools: one per database role, made by a role's composition root and closed by it.
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import * as schema from './schema/index.ts';
import type { Database } from './tenancy.ts';

export interface DatabaseConnection {
  readonly database: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Shown in pg_stat_activity. */
  name: string;
  /** Connections at most. */
  max?: number;
}

/** A pool that gives up connecting after 5 s and ends a statement after 30 s. An idle connection's error is no crash: the pool makes a new one. */
export function connect(url: string, { name, max = 10 }: PoolOptions): DatabaseConnection {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `prosaas-${name}`,
    max,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', () => undefined);
  // The pool does not listen to a client it has lent out: a server that dies between two statements of a transaction
  // would end the process. The transaction's next statement fails by itself, and the pool drops the client.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { database: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

/** The app role would see every business; the message says which rule it breaks. */
export class UnsafeDatabaseRole extends Error {
  override name = 'UnsafeDatabaseRole';
}

/**
 * Refuses an app role that row-level security would not bind.
 * @throws UnsafeDatabaseRole
 */
export async function refuseUnsafeRole({ pool }: DatabaseConnection): Promise<void> {
  const { rows } = await pool.query<{ name: string; superuser: boolean; bypass: boolean; owned: string[] }>(`
    select rolname as name, rolsuper as superuser, rolbypassrls as bypass,
           array(select relname::text from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p') limit 3) as owned
    from pg_roles where rolname = current_user`);
  const role = rows[0];
  if (!role) throw new UnsafeDatabaseRole('DATABASE_URL: the role it signs in with has vanished.');
  const faults = [
    role.superuser && 'is a superuser',
    role.bypass && 'has BYPASSRLS',
    role.owned.length > 0 && `owns tables (${role.owned.join(', ')})`,
  ].filter((fault) => typeof fault === 'string');
  if (faults.length > 0) {
    throw new UnsafeDatabaseRole(
      `DATABASE_URL signs in as "${role.name}", which ${faults.join(' and ')}: row-level security would not hold. Use the role prosaas_app.`,
    );
  }
}
