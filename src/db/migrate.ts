// Brings a database up to date: tables by drizzle's migrations, then sign-in for the three working roles.
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

const MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url));

/** Two migrate steps may start at once (two replicas of a deployment): the second waits for the first. */
const ONE_AT_A_TIME = 0x70726f73;

/**
 * Runs what is missing. Safe to run again, and from several processes at once.
 * @param ownerUrl the role that owns the tables; may create roles
 * @param roleUrls URLs of prosaas_app, prosaas_system and prosaas_auth, whose passwords the roles get
 */
export async function migrateDatabase(ownerUrl: string, roleUrls: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'prosaas-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ONE_AT_A_TIME]);
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
    for (const url of roleUrls) await allowSignIn(client, new URL(url));
  } finally {
    await client.end();
  }
}

async function allowSignIn(client: pg.Client, { username, password, pathname }: URL): Promise<void> {
  const role = client.escapeIdentifier(decodeURIComponent(username));
  await client.query(`alter role ${role} login password ${client.escapeLiteral(decodeURIComponent(password))}`);
  await client.query(`grant connect on database ${client.escapeIdentifier(pathname.slice(1))} to ${role}`);
}
