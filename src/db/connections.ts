// Connection pools: one per database role, made by a role's composition root and closed by it.
import { Socket } from 'node:net';
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

/** The server ends a statement, and a transaction that nothing comes from, after so long. In ms. */
const SERVER_ENDS_AFTER_MS = 30_000;
/**
 * A connection that is silent for longer than the server would be has no server any more: the host vanished without a
 * word, and TCP would go on trying for a quarter of an hour. It is cut, which fails its queries and makes the pool drop
 * it; the driver's own `query_timeout` would fail the query and lend the stuck connection out again. In ms.
 */
export const CUT_WHEN_SILENT_FOR_MS = 35_000;
/** So that a firewall between us and the server does not forget a connection whose statement takes its time. In ms. */
export const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * A pool that gives up connecting after 5 s, ends a statement after 30 s and a silent connection after 35 s. An idle
 * connection's error is no crash: the pool makes a new one.
 */
export function connect(url: string, { name, max = 10 }: PoolOptions): DatabaseConnection {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `prosaas-${name}`,
    max,
    connectionTimeoutMillis: 5_000,
    statement_timeout: SERVER_ENDS_AFTER_MS,
    idle_in_transaction_session_timeout: SERVER_ENDS_AFTER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
  pool.on('error', () => undefined);
  // The pool does not listen to a client it has lent out: a server that dies between two statements of a transaction
  // would end the process. The transaction's next statement fails by itself, and the pool drops the client.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('connect', cutWhenSilent);
  return { database: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

function cutWhenSilent({ connection: { stream } }: pg.PoolClient): void {
  if (!(stream instanceof Socket)) return;
  stream.setTimeout(CUT_WHEN_SILENT_FOR_MS, () =>
    stream.destroy(new Error(`The database has been silent for ${CUT_WHEN_SILENT_FOR_MS / 1_000} s`)),
  );
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
