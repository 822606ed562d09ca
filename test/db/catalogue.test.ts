// Walks the database's own catalogue: no table of business data may be without its guards.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/databases.ts';

/** Tables of the system, not of any business: the app role has no grant on them. */
const SYSTEM_TABLES = ['unrouted_numbers', 'scheduler_rounds', 'schedule_pauses', 'alerts'];
/** Tables of people, who may work for several businesses: test/db/devices.test.ts. */
const PEOPLES_TABLES = ['push_subscriptions'];
/** The one key across businesses: a number belongs to one of them, or messages could not be routed. */
const KEYS_ACROSS_BUSINESSES = ['channels_number'];

let databases: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  databases = await createTestDatabase();
  owner = new pg.Client({ connectionString: databases.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await databases.drop();
});

async function column(query: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(query);
  return rows.map(({ name }) => name);
}

const BUSINESS_TABLES = `
  select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all (array['${[...SYSTEM_TABLES, ...PEOPLES_TABLES].join("','")}'])`;

test('every business table has row-level security, forced, with the policy of its own business', async () => {
  const unguarded = await column(`
    select t.relname as name from (${BUSINESS_TABLES}) t join pg_class c on c.oid = t.oid
    where not (c.relrowsecurity and c.relforcerowsecurity)
       or not exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'own_business_only'
                      and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
                      and pg_get_expr(p.polqual, p.polrelid) like '%current_setting(''app.business_id''%')`);
  expect(unguarded).toEqual([]);
});

test('every business table has its business in a column that cannot be null', async () => {
  const without = await column(`
    select t.relname as name from (${BUSINESS_TABLES}) t
    where t.relname <> 'businesses' and not exists (
      select from pg_attribute a where a.attrelid = t.oid and a.attname = 'business_id' and a.attnotnull)`);
  expect(without).toEqual([]);
});

test('every unique key of a business table starts with the business', async () => {
  const loose = await column(`
    select i.relname as name from (${BUSINESS_TABLES}) t
    join pg_index x on x.indrelid = t.oid and x.indisunique join pg_class i on i.oid = x.indexrelid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
    where a.attname <> case when t.relname = 'businesses' then 'id' else 'business_id' end`);
  expect(loose).toEqual(KEYS_ACROSS_BUSINESSES);
});

test('every foreign key between business tables carries the business, since foreign keys pass row-level security by', async () => {
  const loose = await column(`
    select k.conname as name from pg_constraint k join (${BUSINESS_TABLES}) t on t.oid = k.conrelid
    where k.contype = 'f' and k.confrelid <> 'businesses'::regclass and not exists (
      select from unnest(k.conkey, k.confkey) as pair (here, there)
      join pg_attribute h on h.attrelid = k.conrelid and h.attnum = pair.here
      join pg_attribute r on r.attrelid = k.confrelid and r.attnum = pair.there
      where h.attname = 'business_id' and r.attname = 'business_id')`);
  expect(loose).toEqual([]);
});

test('the working roles are no superusers, pass no policy by and own nothing', async () => {
  const unsafe = await column(`
    select rolname as name from pg_roles r where rolname like 'prosaas\\_%' and rolname <> 'prosaas_owner'
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or exists (select from pg_class c where c.relowner = r.oid))`);
  expect(unsafe).toEqual([]);
});

test('of sign-in the app role sees nothing and the system role who administers; nobody but the app role reads messages', async () => {
  const { rows } = await owner.query(`
    select has_schema_privilege('prosaas_app', 'auth', 'usage') as app_in_auth,
           has_table_privilege('prosaas_system', 'auth.session', 'select') as system_reads_sessions,
           has_column_privilege('prosaas_system', 'auth.user', 'email', 'select') as system_reads_emails,
           has_table_privilege('prosaas_system', 'messages', 'select') as system_reads_messages,
           has_table_privilege('prosaas_auth', 'messages', 'select') as auth_reads_messages,
           has_table_privilege('prosaas_app', 'unrouted_numbers', 'select') as app_reads_unrouted`);
  expect(Object.values(rows[0] ?? {})).toEqual([false, false, false, false, false, false]);
});
