// A database connection that dies while it is lent out.
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/db/connections.ts';
import { createTestDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

test('a connection lost between two statements fails its transaction, not the process, and the next one works', async () => {
  const database = await createTestDatabase();
  const [victim, witness] = [
    connect(database.ownerUrl, { name: 'victim' }),
    connect(database.ownerUrl, { name: 'witness' }),
  ];
  onTestFinished(async () => {
    await Promise.all([victim.close(), witness.close()]);
    await database.drop();
  });
  const isThere = async () =>
    (await witness.pool.query(`select from pg_stat_activity where application_name = 'prosaas-victim'`)).rowCount !== 0;
  const transaction = victim.database.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    await witness.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'prosaas-victim'`,
    );
    await until('the connection to be gone', async () => !(await isThere()));
    await tx.execute(sql`select 2`);
  });
  await expect(transaction).rejects.toThrow();
  await expect(victim.database.execute(sql`select 3 as three`)).resolves.toMatchObject({ rows: [{ three: 3 }] });
});
