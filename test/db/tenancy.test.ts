// Tries to cross from one business into another, through every table.
import { eq, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type DatabaseConnection, refuseUnsafeRole, UnsafeDatabaseRole } from '../../src/db/connections.ts';
import { createVault } from '../../src/db/encryption.ts';
import * as schema from '../../src/db/schema/index.ts';
import { createWithBusiness, type WithBusiness } from '../../src/db/tenancy.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { fillEveryTable } from '../support/fill-every-table.ts';

const businessTables = Object.values(schema)
  .filter((value) => value instanceof PgTable)
  .map((table) => ({ table, ...getTableConfig(table) }))
  .filter(
    ({ schema: place, policies }) => place === undefined && policies.some(({ name }) => name === 'own_business_only'),
  );

let databases: TestDatabase;
let app: DatabaseConnection;
let system: DatabaseConnection;
let withBusiness: WithBusiness;
let mine: TestBusiness;
let theirs: TestBusiness;

beforeAll(async () => {
  databases = await createTestDatabase();
  app = connect(databases.appUrl, { name: 'test' });
  system = connect(databases.systemUrl, { name: 'test-system' });
  withBusiness = createWithBusiness(app.database);
  const world = { system: system.database, withBusiness, vault: createVault('a key for tests only') };
  mine = await createBusiness(world);
  theirs = await createBusiness(world);
  await withBusiness(theirs.businessId, (tx) => fillEveryTable(tx, theirs.channelId));
});

afterAll(async () => {
  await Promise.all([app.close(), system.close()]);
  await databases.drop();
});

describe.each(businessTables)('$name', ({ table, name }) => {
  const count = (tx: { execute: typeof app.database.execute }) =>
    tx.execute<{ count: string }>(sql`select count(*) from ${table} where ${ownerColumn(name)} = ${theirs.businessId}`);

  test('has a row of the other business to reach for', async () => {
    const { rows } = await withBusiness(theirs.businessId, (tx) => count(tx));
    expect(Number(rows[0]?.count)).toBeGreaterThan(0);
  });

  test('shows none of the other business', async () => {
    const { rows } = await withBusiness(mine.businessId, (tx) => count(tx));
    expect(rows[0]?.count).toBe('0');
  });

  test('shows nothing at all outside a business', async () => {
    const { rows } = await app.database.execute<{ count: string }>(sql`select count(*) from ${table}`);
    expect(rows[0]?.count).toBe('0');
  });

  test('lets no row of the other business be changed or removed', async () => {
    const touched = await withBusiness(mine.businessId, (tx) =>
      tx
        .execute(
          sql`update ${table} set ${ownerColumn(name)} = ${ownerColumn(name)} where ${ownerColumn(name)} = ${theirs.businessId}`,
        )
        .then(({ rowCount }) => rowCount),
    ).catch((error: unknown) => refused(error));
    expect(touched).toBe(0);
  });

  test('takes no row into the other business', async () => {
    const moved = await withBusiness(mine.businessId, (tx) =>
      tx.execute(sql`update ${table} set ${ownerColumn(name)} = ${theirs.businessId}`).then(({ rowCount }) => rowCount),
    ).catch((error: unknown) => refused(error));
    expect(moved).toBe(0);
  });
});

test('a transaction leaves no business behind on its connection', async () => {
  const one = connect(databases.appUrl, { name: 'test-one', max: 1 });
  await createWithBusiness(one.database)(theirs.businessId, (tx) => tx.select().from(schema.contacts));
  expect(await one.database.select().from(schema.contacts)).toEqual([]);
  await one.close();
});

test('the same WhatsApp number cannot belong to two businesses', async () => {
  const claim = withBusiness(mine.businessId, (tx) =>
    tx.update(schema.channels).set({ numberId: theirs.numberId }).where(eq(schema.channels.id, mine.channelId)),
  );
  await expect(claim).rejects.toMatchObject({ cause: { code: '23505' } });
});

test('an app role that row-level security does not bind is refused at start-up', async () => {
  const owner = connect(databases.ownerUrl, { name: 'test-owner', max: 1 });
  await expect(refuseUnsafeRole(owner)).rejects.toThrow(UnsafeDatabaseRole);
  await expect(refuseUnsafeRole(app)).resolves.toBeUndefined();
  await owner.close();
});

const ownerColumn = (table: string) => sql.identifier(table === 'businesses' ? 'id' : 'business_id');

/** A policy or a missing grant said no: nothing was touched. Anything else is a fault of the test. */
function refused(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  // 42501: no privilege, or a row that violates the policy. 428C9: an identity column is never updated.
  if (code === '42501') return 0;
  throw error;
}
