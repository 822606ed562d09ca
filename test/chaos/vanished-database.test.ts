// A database host that vanishes without a word: no packet comes back, and no connection is closed.
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { CUT_WHEN_SILENT_FOR_MS, connect } from '../../src/db/connections.ts';
import { createTestDatabase } from '../support/databases.ts';

/** A way to the database that can swallow everything on it, as a host that lost its power does. */
async function layWay(url: string) {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let vanished = false;
  const server = createServer((client) => {
    const database = dial(Number(port), hostname);
    sockets.push(client, database);
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      from.on('data', (bytes) => vanished || to.write(bytes));
      from.on('error', () => undefined).on('close', () => vanished || to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: through.href,
    vanish: () => {
      vanished = true;
    },
    comeBack: () => {
      vanished = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test(
  'what was asked of a database that vanished fails, and the connection is not lent out again',
  async () => {
    const database = await createTestDatabase();
    const way = await layWay(database.ownerUrl);
    const pool = connect(way.url, { name: 'victim', max: 1 });
    onTestFinished(async () => {
      await pool.close();
      way.close();
      await database.drop();
    });
    const transaction = pool.database.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      way.vanish();
      await tx.execute(sql`select 2`);
    });
    await expect(transaction).rejects.toThrow();
    way.comeBack();
    await expect(pool.database.execute(sql`select 3 as three`)).resolves.toMatchObject({ rows: [{ three: 3 }] });
  },
  CUT_WHEN_SILENT_FOR_MS + 15_000,
);
