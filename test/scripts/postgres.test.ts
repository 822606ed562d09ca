// The local Postgres: real clusters, started and stopped.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgres } from '../../scripts/local/postgres.ts';
import { findPostgresPlace, removePostgresPlace } from '../../scripts/local/postgres-place.ts';
import { markOf } from '../../scripts/processes/background.ts';
import { dataFolder } from './data-folder.ts';
import { killedStarter } from './killed-starter.ts';
import { takenPort } from './taken-port.ts';

/** These tests do not survive a power cut, and need not wait for the disk. */
const settings = { fsync: 'off' };

test('what was written is there after a stop and a start, and no process stays behind', async () => {
  const dataDir = await dataFolder();
  const first = await startPostgres({ dataDir, port: 0, settings });
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  await first.stop();
  expect(markOf(first.pid)).toBeUndefined();

  const second = await startPostgres({ dataDir, port: 0, settings });
  expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('the database is called prosaas, holds UTF-8, sorts the same everywhere and belongs to its owner role', async () => {
  const { ownerUrl } = await startPostgres({ dataDir: await dataFolder(), port: 0, settings });
  const database = `select datname, pg_encoding_to_char(encoding) as encoding, datlocale, current_user::text as owner
    from pg_database where datname = current_database()`;
  expect(await query(ownerUrl, database)).toEqual([
    { datname: 'prosaas', encoding: 'UTF8', datlocale: 'C.UTF-8', owner: 'prosaas_owner' },
  ]);
});

test('the password is checked, and its file is for its owner only', async () => {
  const dataDir = await dataFolder();
  const { ownerUrl } = await startPostgres({ dataDir, port: 0, settings });
  const wrong = new URL(ownerUrl);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect((await stat(join(dataDir, 'postgres-password.json'))).mode & 0o777).toBe(0o600);
});

test('two clusters run side by side with data of their own', async () => {
  const [one, other] = await Promise.all([
    startPostgres({ dataDir: await dataFolder(), port: 0, settings }),
    startPostgres({ dataDir: await dataFolder(), port: 0, settings }),
  ]);
  await query(one.ownerUrl, 'create table only_here (id int)');
  await expect(query(other.ownerUrl, 'select from only_here')).rejects.toThrow('does not exist');
});

test('a server whose starter was killed is taken over by the next start', async () => {
  const dataDir = await dataFolder();
  const pid = await killedStarter('postgres', dataDir);
  const server = await startPostgres({ dataDir, port: 0 });
  expect(server.pid).toBe(pid);
  expect(await query(server.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
  expect(markOf(pid)).toBeUndefined();
});

test('a server left running with other settings is replaced', async () => {
  const dataDir = await dataFolder();
  const pid = await killedStarter('postgres', dataDir);
  const server = await startPostgres({ dataDir, port: 0, settings: { max_connections: '7' } });
  expect(markOf(pid)).toBeUndefined();
  expect(await query(server.ownerUrl, 'show max_connections')).toEqual([{ max_connections: '7' }]);
});

test('race: a killed server starts again on its port at once and keeps what was committed', async () => {
  const dataDir = await dataFolder();
  const first = await startPostgres({ dataDir, port: 0 });
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  process.kill(first.pid, 'SIGKILL');
  const second = await startPostgres({ dataDir, port: first.port });
  expect(second.ownerUrl).toBe(first.ownerUrl);
  expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a taken port is one line that names it', async () => {
  const port = await takenPort();
  const start = startPostgres({ dataDir: await dataFolder(), port, settings });
  await expect(start).rejects.toThrow(
    new RegExp(`^Port ${port} \\(the local Postgres\\) is taken: stop the program that uses it\\.$`),
  );
});

test.skipIf(process.getuid?.() !== 0)(
  'under root, a folder that others cannot walk into gets its cluster under /var/tmp, and removal takes it along',
  async () => {
    const dataDir = await dataFolder();
    const { home } = await findPostgresPlace(dataDir);
    expect(home).toMatch(/^\/var\/tmp\/prosaas-/);
    expect((await findPostgresPlace(dataDir)).home).toBe(home);
    await removePostgresPlace(dataDir);
    expect(existsSync(home)).toBe(false);
  },
);

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
