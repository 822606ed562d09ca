// A database of its own for each test file: a clone of the migrated template.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export const TEMPLATE = 'prosaas_template';

export type DatabaseRole = 'prosaas_app' | 'prosaas_system' | 'prosaas_auth';

/** The URL of the same database for one of the working roles. */
export function asRole(ownerUrl: string, role: DatabaseRole): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = 'test';
  return url.href;
}

export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  authUrl: string;
  /** @throws when somebody still holds a connection: a test that leaves one behind fails */
  drop(): Promise<void>;
}

/** Clones the template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const templateUrl = inject('templateUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner(templateUrl, (client) => client.query(`create database ${name} template ${TEMPLATE}`));
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  return {
    ownerUrl: url.href,
    appUrl: asRole(url.href, 'prosaas_app'),
    systemUrl: asRole(url.href, 'prosaas_system'),
    authUrl: asRole(url.href, 'prosaas_auth'),
    drop: () =>
      asOwner(templateUrl, async (client) => {
        await client.query(`drop database ${name}`);
      }),
  };
}

/** One statement as the owner, outside the template itself: a template with a visitor cannot be cloned. */
async function asOwner(templateUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = new URL(templateUrl);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
